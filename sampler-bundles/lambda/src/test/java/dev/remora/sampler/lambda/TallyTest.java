// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.testkit.RecordingMetricRecorder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();
  private final RecordingMetricRecorder recorder = new RecordingMetricRecorder();

  @Test
  void whatIsTakenIsGone() {
    tally.count(LambdaMetrics.ERRORS);
    tally.count(LambdaMetrics.ERRORS);
    tally.measured(LambdaMetrics.INIT_DURATION, 0.5);
    tally.cost(0.25);
    tally.cost(0.25);
    tally.drain(recorder, false);

    assertThat(recorder.points()).hasSize(3);
    assertThat(recorder.values(LambdaMetrics.ERRORS)).containsExactly(2.0);
    assertThat(recorder.values(LambdaMetrics.INIT_DURATION)).containsExactly(0.5);
    assertThat(recorder.values(LambdaMetrics.ESTIMATED_COST)).containsExactly(0.5);
    recorder.clear();
    tally.drain(recorder, false);
    assertThat(recorder.points()).isEmpty();
  }

  @Test
  void zerosAreRecordedOnRequest() {
    tally.drain(recorder, true);
    assertThat(recorder.points()).hasSize(10).allMatch(point -> point.value() == 0);
  }

  @Test
  void moreMeasurementsThanThereIsRoomForAreCounted() {
    for (int i = 0; i < Tally.MOST_MEASUREMENTS + 5; i++) {
      tally.measured(LambdaMetrics.INVOKE_DURATION, i);
    }
    tally.drain(recorder, false);

    assertThat(recorder.values(LambdaMetrics.INVOKE_DURATION))
        .hasSize(Tally.MOST_MEASUREMENTS)
        .endsWith(Tally.MOST_MEASUREMENTS - 1.0);
    assertThat(recorder.sum(LambdaMetrics.DROPPED_RECORDS, "remora.drop.reason", "overflow"))
        .isEqualTo(5);
  }

  @Test
  void nothingIsLostOrTakenTwiceBetweenThreads() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < 1000; n++) {
                  tally.count(LambdaMetrics.INVOCATIONS);
                  tally.measured(LambdaMetrics.INVOKE_DURATION, 1);
                }
              });
      threads.add(thread);
      thread.start();
    }
    while (threads.stream().anyMatch(Thread::isAlive)) {
      tally.drain(recorder, false);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    tally.drain(recorder, false);

    assertThat(recorder.sum(LambdaMetrics.INVOCATIONS)).isEqualTo(4000);
    assertThat(recorder.sum(LambdaMetrics.INVOKE_DURATION)).isEqualTo(4000);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Observation;
import dev.remora.api.PluginContext;
import dev.remora.api.Sampler;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.telemetry.Instrument;
import dev.remora.testkit.RecordingMetricRecorder.Point;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the agent relies on in every sampler. Extend it, answer the three questions, and add tests
 * of your own numbers beside it.
 */
public abstract class SamplerContract {
  private final RecordingMetricRecorder recorder = new RecordingMetricRecorder();

  /** A new sampler, with as many of its metrics switched on as possible. */
  protected abstract Sampler sampler();

  /** A new sampler from that context, as the agent makes it. */
  protected abstract Sampler sampler(PluginContext context);

  /** Every metric that the sampler may record. */
  protected abstract List<Instrument> instruments();

  /**
   * The kernel's files in good order, a second later at each further reading. A sampler that reads
   * something else may leave this as it is.
   *
   * @param reading 0, 1, 2 …
   */
  protected ProcFiles proc(int reading) {
    return new MemoryProcFiles();
  }

  @Test
  void itIsConstructedFromDefaultsAlone() throws Exception {
    try (Sampler sampler = sampler(new FakePluginContext("any"))) {
      assertThat(sampler).isNotNull();
    }
  }

  @Test
  void theFirstObservationIsABaselineAndAddsNothingToACounter() throws Exception {
    try (Sampler sampler = sampler()) {
      sampler.sample(FakeObservation.first(proc(0)), recorder);
    }
    assertThat(recorder.points())
        .noneMatch(point -> point.instrument().kind() == Instrument.Kind.COUNTER);
  }

  @Test
  void onlyDeclaredMetricsAreRecordedAndEachPointMeansSomething() throws Exception {
    threeReadings(sampler());
    everyPointIsSound();
  }

  @Test
  void aSeriesHasOneValuePerObservation() throws Exception {
    try (Sampler sampler = sampler()) {
      FakeObservation observation = FakeObservation.first(proc(0));
      for (int i = 0; i < 3; i++) {
        recorder.clear();
        sampler.sample(observation, recorder);
        Set<Object> series = new HashSet<>();
        for (Point point : recorder.points()) {
          if (point.instrument().kind() == Instrument.Kind.HISTOGRAM) {
            continue; // any number of measurements
          }
          assertThat(series.add(List.of(point.instrument().name(), point.attributes())))
              .as("recorded twice: %s", point)
              .isTrue();
        }
        observation = observation.after(Duration.ofSeconds(1), proc(i + 1));
      }
    }
  }

  @Test
  void timeThatWentBackwardsRecordsNothingNegative() throws Exception {
    try (Sampler sampler = sampler()) {
      FakeObservation first = FakeObservation.first(proc(2));
      sampler.sample(first, recorder);
      sampler.sample(first.after(Duration.ofSeconds(1), proc(1)), recorder);
      sampler.sample(first.after(Duration.ofSeconds(1), proc(0)), recorder);
    }
    everyPointIsSound();
  }

  @Test
  void readingsOfTheStartScriptAreTaken() throws Exception {
    try (Sampler sampler = sampler()) {
      FakeObservation first = FakeObservation.first(proc(0)).recorded();
      sampler.sample(first, recorder);
      FakeObservation second = first.after(Duration.ofSeconds(1), proc(1));
      sampler.sample(second, recorder);
      sampler.sample(second.after(Duration.ofSeconds(1), proc(2)).asLive(), recorder);
    }
    everyPointIsSound();
  }

  @Test
  void missingFilesAreNoFailure() throws Exception {
    ProcFiles nothing = new MemoryProcFiles();
    try (Sampler sampler = sampler()) {
      FakeObservation first = FakeObservation.first(nothing);
      sampler.sample(first, recorder);
      FakeObservation second = first.after(Duration.ofSeconds(1), proc(0));
      sampler.sample(second, recorder);
      FakeObservation third = second.after(Duration.ofSeconds(1), nothing);
      sampler.sample(third, recorder);
      sampler.sample(third.after(Duration.ofSeconds(1), proc(1)), recorder);
    }
    everyPointIsSound();
  }

  @Test
  void garbledFilesAreNoFailure() throws Exception {
    try (Sampler sampler = sampler()) {
      FakeObservation observation = FakeObservation.first(proc(0));
      sampler.sample(observation, recorder);
      for (int seed = 0; seed < 50; seed++) {
        observation = observation.after(Duration.ofSeconds(1), new GarbledProcFiles(proc(1), seed));
        sampler.sample(observation, recorder);
      }
    }
    everyPointIsSound();
  }

  @Test
  void everyCauseIsTaken() throws Exception {
    try (Sampler sampler = sampler()) {
      FakeObservation observation = FakeObservation.first(proc(0));
      for (Observation.Cause cause : Observation.Cause.values()) {
        sampler.sample(observation.because(cause), recorder);
        observation = observation.after(Duration.ofSeconds(1), proc(1)).broken();
      }
    }
    everyPointIsSound();
  }

  @Test
  void closingTwiceIsHarmless() throws Exception {
    Sampler sampler = sampler();
    sampler.close();
    sampler.close();
  }

  private void threeReadings(Sampler sampler) throws Exception {
    try (sampler) {
      FakeObservation first = FakeObservation.first(proc(0));
      sampler.sample(first, recorder);
      FakeObservation second = first.after(Duration.ofSeconds(1), proc(1));
      sampler.sample(second, recorder);
      sampler.sample(second.after(Duration.ofSeconds(1), proc(2)), recorder);
    }
  }

  private void everyPointIsSound() {
    for (Point point : recorder.points()) {
      assertThat(instruments()).as("declared").contains(point.instrument());
      assertThat(point.instrument().unit()).as("unit of %s", point).isNotBlank();
      assertThat(point.value()).as("%s", point).isFinite();
      if (point.instrument().kind() == Instrument.Kind.COUNTER) {
        assertThat(point.value()).as("%s", point).isNotNegative();
      }
    }
  }
}

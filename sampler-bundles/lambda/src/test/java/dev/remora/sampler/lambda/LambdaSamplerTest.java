// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Observation;
import dev.remora.api.telemetry.Instrument;
import dev.remora.testkit.FakeObservation;
import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.MemoryProcFiles;
import dev.remora.testkit.RecordingMetricRecorder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LambdaSamplerTest {
  private static final FakeObservation FIRST = FakeObservation.first(new MemoryProcFiles());

  private final FakePluginContext context = new FakePluginContext("lambda");
  private final RecordingMetricRecorder recorder = new RecordingMetricRecorder();
  private LambdaSampler sampler = new LambdaSampler(context, 0);

  @AfterEach
  void close() {
    sampler.close();
  }

  private void hear(String... events) {
    TelemetryClient.to(sampler.listener()).post(Events.batch(events));
  }

  private static FakeObservation after(int seconds) {
    return FIRST.after(Duration.ofSeconds(seconds), new MemoryProcFiles());
  }

  private RecordingMetricRecorder sample(Observation observation) {
    recorder.clear();
    sampler.sample(observation, recorder);
    return recorder;
  }

  @Test
  void whatIsHeardIsRecordedAtTheNextSample() {
    sample(FIRST);
    assertThat(sample(after(1)).points()).isEmpty();
    hear(Events.runtimeDone("r1", "success"));
    assertThat(sample(after(2)).values(LambdaMetrics.INVOCATIONS)).containsExactly(1.0);
    assertThat(sample(after(3)).points()).isEmpty();
  }

  @Test
  void theCoreIsToldAtOnce() {
    hear(Events.runtimeDone("r1", "success"));
    assertThat(context.lifecycle().records()).hasSize(1);
  }

  @Test
  void whatWasHeardBeforeTheFirstSampleIsRecordedAtTheSecond() {
    hear(Events.INIT_REPORT);
    assertThat(sample(FIRST).points()).isEmpty();
    assertThat(sample(after(1)).values(LambdaMetrics.COLD_STARTS)).containsExactly(1.0);
  }

  @Test
  void whatIsHeardNowDoesNotBelongToAReadingOfTheStartScript() {
    sample(FIRST.recorded());
    hear(Events.INIT_REPORT);
    assertThat(sample(after(1).recorded()).points()).isEmpty();
    assertThat(sample(after(2)).values(LambdaMetrics.COLD_STARTS)).containsExactly(1.0);
  }

  @Test
  void countersThatStandStillAreRecordedWithEachInvocationAndEachMinute() {
    sample(FIRST);
    assertThat(sample(after(1)).points()).isEmpty();
    RecordingMetricRecorder invoked = sample(after(2).because(Observation.Cause.INVOKE));
    assertThat(invoked.points()).allMatch(point -> point.value() == 0);
    assertThat(invoked.values(LambdaMetrics.ERRORS)).containsExactly(0.0);
    assertThat(invoked.values(LambdaMetrics.ESTIMATED_COST)).containsExactly(0.0);
    assertThat(sample(after(30)).points()).isEmpty();
    assertThat(sample(after(62)).values(LambdaMetrics.ERRORS)).containsExactly(0.0);
    assertThat(sample(after(63)).points()).isEmpty();
  }

  @Test
  void theEndRecordsWhatIsLeft() {
    sample(FIRST);
    hear(Events.report("r1"));
    sample(after(1).atShutdown("TIMEOUT"));

    assertThat(recorder.values(LambdaMetrics.INVOKE_DURATION)).containsExactly(0.1605);
    assertThat(recorder.values(LambdaMetrics.SHUTDOWNS, "remora.shutdown.reason", "timeout"))
        .containsExactly(1.0);
    assertThat(recorder.values(LambdaMetrics.UNUSED_INIT)).containsExactly(0.0);
    assertThat(recorder.values(LambdaMetrics.ERRORS)).containsExactly(0.0);
  }

  @Test
  void anEndWithoutAReasonIsAnEnd() {
    sample(FIRST);
    assertThat(sample(after(1).atShutdown("")).values(LambdaMetrics.SHUTDOWNS))
        .containsExactly(1.0);
  }

  @Test
  void aSandboxThatNobodyUsedIsCountedAtItsEnd() {
    hear(Events.INIT_START, Events.INIT_REPORT);
    sample(FIRST.atShutdown("spindown"));

    assertThat(recorder.values(LambdaMetrics.UNUSED_INIT)).containsExactly(1.0);
    assertThat(recorder.values(LambdaMetrics.INIT_DURATION)).hasSize(1);
  }

  @Test
  void anAgentThatWasStartedAgainKnowsInvocationsFromTelemetry() {
    hear(Events.report("r1"));
    assertThat(sample(FIRST.atShutdown("spindown")).values(LambdaMetrics.UNUSED_INIT))
        .containsExactly(0.0);
  }

  @Test
  void managedInstancesSayNothingOfTheirUseWithoutTelemetry() {
    sampler.close();
    FakePluginContext managed =
        new FakePluginContext("lambda").withInitializationType("lambda-managed-instances");
    sampler = new LambdaSampler(managed, 0);
    assertThat(sample(FIRST.atShutdown("spindown")).values(LambdaMetrics.UNUSED_INIT))
        .containsExactly(0.0);
    hear(Events.INIT_REPORT);
    assertThat(sample(FIRST.atShutdown("spindown")).values(LambdaMetrics.UNUSED_INIT))
        .containsExactly(1.0);
  }

  @Test
  void withoutAPortItGoesOnWithWhatItKnows() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      sampler.close();
      sampler = new LambdaSampler(context, taken.getLocalPort());
      Waiting.until("it is said", () -> !context.lines().isEmpty());
      sample(FIRST);
      sample(after(1).atShutdown("spindown"));
      assertThat(recorder.values(LambdaMetrics.SHUTDOWNS)).containsExactly(1.0);
    }
  }

  @Test
  void eachMetricOfAWholeLifeIsThere() {
    sample(FIRST);
    TelemetryClient.to(sampler.listener()).post(Events.wholeLife("r1"));
    hear(Events.RESTORE_REPORT);
    sample(after(1).atShutdown("spindown"));

    List<String> recorded =
        recorder.points().stream().map(point -> point.instrument().name()).distinct().toList();
    assertThat(recorded)
        .containsExactlyInAnyOrderElementsOf(
            LambdaMetrics.all().stream().map(Instrument::name).toList());
  }
}

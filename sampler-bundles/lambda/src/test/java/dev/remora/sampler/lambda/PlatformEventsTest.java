// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import static dev.remora.sampler.lambda.Events.hear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.lifecycle.InitReport;
import dev.remora.api.lifecycle.InitStart;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.RuntimeDone;
import dev.remora.api.telemetry.Instrument;
import dev.remora.testkit.RecordingLifecycle;
import dev.remora.testkit.RecordingMetricRecorder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlatformEventsTest {
  private static final double MIB = 1 << 20;

  private final RecordingLifecycle lifecycle = new RecordingLifecycle();
  private final Tally tally = new Tally();
  private final RecordingMetricRecorder recorder = new RecordingMetricRecorder();

  private PlatformEvents events() {
    return events("on-demand");
  }

  private PlatformEvents events(String initializationType) {
    return new PlatformEvents(
        lifecycle,
        tally,
        new Prices(0.00001, 0.000001),
        new ExecutionEnvironment("orders", "$LATEST", "eu-west-1", 512, initializationType));
  }

  private List<Double> values(Instrument instrument) {
    recorder.clear();
    tally.drain(recorder, false);
    return recorder.values(instrument);
  }

  private RecordingMetricRecorder drained() {
    recorder.clear();
    tally.drain(recorder, false);
    return recorder;
  }

  private static long nanos(String time) {
    Instant instant = Instant.parse(time);
    return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
  }

  @Test
  void initStartTellsTheCoreWhichInstanceBegins() {
    hear(events(), Events.INIT_START);

    assertThat(lifecycle.records())
        .containsExactly(
            new InitStart(
                nanos("2022-10-12T00:00:15.064Z"),
                "on-demand",
                "init",
                "2022/10/12/[$LATEST]8e1fd4"));
    assertThat(drained().points()).isEmpty();
  }

  @Test
  void initReportIsAColdStartOfThatDuration() {
    hear(events(), Events.INIT_REPORT);

    assertThat(lifecycle.records())
        .containsExactly(
            new InitReport(
                nanos("2022-10-12T00:01:15.000Z"),
                false,
                "init",
                "success",
                "",
                OptionalDouble.of(0.12533)));
    assertThat(drained().values(LambdaMetrics.INIT_DURATION)).containsExactly(0.12533);
    assertThat(recorder.values(LambdaMetrics.COLD_STARTS)).containsExactly(1.0);
  }

  @Test
  void initReportOfTheOldestSchemaHasNoStatus() {
    hear(
        events(),
        """
        {"time":"2022-10-12T00:01:15Z","type":"platform.initReport","record":{
          "initializationType":"on-demand","phase":"init","metrics":{"durationMs":500}}}""");

    assertThat(((InitReport) lifecycle.records().getFirst()).status()).isEmpty();
    assertThat(values(LambdaMetrics.COLD_STARTS)).containsExactly(1.0);
  }

  @Test
  void aFailedInitIsToldWithItsError() {
    hear(
        events(),
        """
        {"time":"2022-10-12T00:01:15.000Z","type":"platform.initReport","record":{
          "initializationType":"on-demand","phase":"init","status":"error",
          "errorType":"Runtime.ExitError","metrics":{"durationMs":10.0}}}""");

    InitReport report = (InitReport) lifecycle.records().getFirst();
    assertThat(report.status()).isEqualTo("error");
    assertThat(report.errorType()).isEqualTo("Runtime.ExitError");
  }

  @Test
  void anInitRepeatedWithinTheInvocationIsAnInitOfItsOwnButTheSameColdStart() {
    PlatformEvents events = events();
    hear(events, Events.INIT_REPORT);
    hear(events, Events.INIT_REPORT.replace("\"phase\":\"init\"", "\"phase\":\"invoke\""));

    assertThat(drained().values(LambdaMetrics.INIT_DURATION)).hasSize(2);
    assertThat(recorder.values(LambdaMetrics.COLD_STARTS)).containsExactly(1.0);
  }

  @Test
  void anInitAheadOfTimeIsNoColdStart() {
    for (String type : List.of("provisioned-concurrency", "lambda-managed-instances")) {
      hear(events(type), Events.INIT_REPORT.replace("on-demand", type));

      assertThat(drained().values(LambdaMetrics.INIT_DURATION)).containsExactly(0.12533);
      assertThat(recorder.values(LambdaMetrics.COLD_STARTS)).isEmpty();
    }
  }

  @Test
  void aReportSpeaksOfTheInitWhereItsOwnReportWasLost() {
    PlatformEvents events = events();
    hear(events, firstReport("initDurationMs"));
    assertThat(drained().values(LambdaMetrics.INIT_DURATION)).containsExactly(0.2);
    assertThat(recorder.values(LambdaMetrics.COLD_STARTS)).containsExactly(1.0);
  }

  @Test
  void aReportDoesNotCountAnInitAgain() {
    PlatformEvents events = events();
    hear(events, Events.INIT_REPORT, firstReport("initDurationMs"));
    assertThat(drained().values(LambdaMetrics.INIT_DURATION)).containsExactly(0.12533);
    assertThat(recorder.values(LambdaMetrics.COLD_STARTS)).containsExactly(1.0);
  }

  @Test
  void aReportSpeaksOfTheRestoreWhereItsOwnReportWasLost() {
    hear(events("snap-start"), firstReport("restoreDurationMs"));
    assertThat(drained().values(LambdaMetrics.RESTORE_DURATION)).containsExactly(0.2);
    assertThat(recorder.values(LambdaMetrics.COLD_STARTS)).containsExactly(1.0);
  }

  private static String firstReport(String member) {
    return Events.report("r1").replace("\"metrics\":{", "\"metrics\":{\"" + member + "\":200,");
  }

  @Test
  void aRestoredSnapshotIsAColdStart() {
    hear(
        events("snap-start"),
        Events.RESTORE_START,
        Events.RESTORE_RUNTIME_DONE,
        Events.RESTORE_REPORT);

    assertThat(lifecycle.records())
        .containsExactly(
            new InitStart(nanos("2022-10-12T00:00:15.064Z"), "snap-start", "", "restored-one"),
            new InitReport(
                nanos("2022-10-12T00:00:15.064Z"),
                true,
                "",
                "success",
                "",
                OptionalDouble.of(15.19 / 1000)));
    assertThat(drained().values(LambdaMetrics.RESTORE_DURATION)).containsExactly(15.19 / 1000);
    assertThat(recorder.values(LambdaMetrics.COLD_STARTS)).containsExactly(1.0);
    assertThat(recorder.values(LambdaMetrics.INIT_DURATION)).isEmpty();
  }

  @Test
  void theInitFromWhichASnapshotWasTakenHoursAgoBelongsToNoSandboxMadeOfIt() {
    hear(
        events("snap-start"),
        Events.INIT_START.replace("on-demand", "snap-start"),
        Events.INIT_REPORT.replace("on-demand", "snap-start"),
        Events.INIT_REPORT.replace("\"phase\":\"init\"", "\"phase\":\"snap-start\""));

    assertThat(lifecycle.records()).isEmpty();
    assertThat(drained().points()).isEmpty();
  }

  @Test
  void anInitRepeatedInASandboxMadeOfASnapshotIsItsOwn() {
    hear(
        events("snap-start"),
        Events.INIT_REPORT
            .replace("on-demand", "snap-start")
            .replace("\"phase\":\"init\"", "\"phase\":\"invoke\""));

    assertThat(drained().values(LambdaMetrics.INIT_DURATION)).hasSize(1);
    assertThat(recorder.values(LambdaMetrics.COLD_STARTS)).containsExactly(1.0);
  }

  @Test
  void startSaysThatThereWasAnInvocationAndNoMore() {
    PlatformEvents events = events();
    assertThat(events.invoked()).isFalse();
    hear(events, Events.start("r1"));
    assertThat(events.invoked()).isTrue();
    assertThat(drained().points()).isEmpty();
    assertThat(lifecycle.records()).isEmpty();
  }

  @Test
  void runtimeDoneEndsAnInvocation() {
    hear(events(), Events.runtimeDone("r1", "success"));

    assertThat(lifecycle.records())
        .containsExactly(
            new RuntimeDone(
                nanos("2022-10-12T00:01:16.000Z"), "r1", "success", "", OptionalDouble.of(0.14)));
    assertThat(drained().values(LambdaMetrics.RUNTIME_DURATION)).containsExactly(0.14);
    assertThat(recorder.values(LambdaMetrics.RESPONSE_LATENCY)).containsExactly(0.02302);
    assertThat(recorder.values(LambdaMetrics.RESPONSE_DURATION)).containsExactly(0.0025);
    assertThat(recorder.values(LambdaMetrics.PRODUCED_BYTES)).containsExactly(16.0);
    assertThat(recorder.values(LambdaMetrics.INVOCATIONS)).containsExactly(1.0);
    assertThat(recorder.points()).hasSize(5);
  }

  @Test
  void runtimeDoneWithoutMetricsIsStillTheEnd() {
    hear(
        events(),
        """
        {"time":"2022-10-12T00:01:16.000Z","type":"platform.runtimeDone","record":{
          "requestId":"r1","status":"timeout"}}""");

    RuntimeDone done = (RuntimeDone) lifecycle.records().getFirst();
    assertThat(done.status()).isEqualTo("timeout");
    assertThat(done.durationSeconds()).isEmpty();
    assertThat(drained().values(LambdaMetrics.TIMEOUTS)).containsExactly(1.0);
    assertThat(recorder.points()).hasSize(1);
  }

  @Test
  void reportIsTheAccountOfAnInvocation() {
    hear(events(), Events.report("r1"));

    assertThat(lifecycle.records())
        .containsExactly(
            new InvocationReport(
                nanos("2022-10-12T00:01:17.000Z"),
                "r1",
                "success",
                "",
                OptionalDouble.of(0.1605),
                OptionalDouble.of(0.17),
                OptionalLong.of(73 << 20),
                OptionalDouble.empty(),
                OptionalDouble.empty()));
    assertThat(drained().values(LambdaMetrics.INVOKE_DURATION)).containsExactly(0.1605);
    assertThat(recorder.values(LambdaMetrics.BILLED_DURATION)).containsExactly(0.17);
    assertThat(recorder.values(LambdaMetrics.MEMORY_USAGE)).containsExactly(73 * MIB);
    assertThat(recorder.values(LambdaMetrics.EXTENSION_OVERHEAD)).containsExactly(0.02025);
    assertThat(recorder.values(LambdaMetrics.INVOCATIONS)).containsExactly(1.0);
    assertThat(recorder.sum(LambdaMetrics.ESTIMATED_COST))
        .isEqualTo(0.17 * 0.125 * 0.00001 + 0.000001, within(1e-15));
  }

  @Test
  void theReportTellsOfInitAndRestore() {
    hear(events(), firstReport("initDurationMs"));
    assertThat(((InvocationReport) lifecycle.records().getFirst()).initSeconds()).hasValue(0.2);
    hear(events(), firstReport("restoreDurationMs"));
    assertThat(((InvocationReport) lifecycle.records().get(1)).restoreSeconds()).hasValue(0.2);
  }

  @Test
  void whatExtensionsAddedIsTheDifferenceWhereTheReportDoesNotSayIt() {
    PlatformEvents events = events();
    hear(events, Events.runtimeDone("r1", "success"), Events.report("r1", "success", ""));
    assertThat(values(LambdaMetrics.EXTENSION_OVERHEAD).getFirst()).isEqualTo(0.0205, within(1e-9));
    hear(events, Events.report("r2", "success", ""), Events.runtimeDone("r2", "success"));
    assertThat(values(LambdaMetrics.EXTENSION_OVERHEAD).getFirst()).isEqualTo(0.0205, within(1e-9));
  }

  @Test
  void extensionsNeverAddedLessThanNothing() {
    hear(
        events(),
        Events.report("r1", "success", "").replace("160.5", "139.99"),
        Events.runtimeDone("r1", "success"));
    assertThat(values(LambdaMetrics.EXTENSION_OVERHEAD)).containsExactly(0.0);
  }

  @Test
  void everythingComesTwiceAndCountsOnce() {
    PlatformEvents events = events();
    String[] all = {
      Events.INIT_START,
      Events.INIT_REPORT,
      Events.start("r1"),
      Events.runtimeDone("r1", "success"),
      Events.report("r1"),
      Events.LOGS_DROPPED
    };
    hear(events, all);
    List<RecordingMetricRecorder.Point> once = drained().points();
    int told = lifecycle.records().size();
    hear(events, all);
    hear(events, all);

    assertThat(once).isNotEmpty();
    assertThat(drained().points()).isEmpty();
    assertThat(lifecycle.records()).hasSize(told);
  }

  @Test
  void theOrderOfEventsDoesNotMatter() {
    List<String> events =
        new ArrayList<>(
            List.of(
                Events.INIT_START,
                Events.INIT_REPORT,
                firstReport("initDurationMs").replace("initDurationMs\":200", "initDurationMs\":125.33"),
                Events.start("r1"),
                Events.runtimeDone("r1", "success"),
                Events.runtimeDone("r2", "success"),
                Events.report("r2", "error", ",\"errorType\":\"Extension.Crash\""),
                Events.runtimeDone("r3", "timeout"),
                Events.report("r3", "timeout", "")));
    List<String> expected = null;
    for (int seed = 0; seed < 50; seed++) {
      Collections.shuffle(events, new Random(seed));
      hear(events(), events.toArray(String[]::new));
      List<String> points =
          drained().points().stream()
              .map(point -> point.instrument().name() + " " + (float) point.value())
              .sorted()
              .toList();
      expected = expected == null ? points : expected;
      assertThat(points).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void failuresOfFunctionAndPlatformAreErrors() {
    hear(
        events(),
        Events.runtimeDone("r1", "error"),
        Events.report("r1", "error", ""),
        Events.runtimeDone("r2", "failure"),
        Events.report("r3", "error", ""));

    assertThat(drained().values(LambdaMetrics.ERRORS)).containsExactly(3.0);
    assertThat(recorder.values(LambdaMetrics.INVOCATIONS)).isEmpty();
    assertThat(recorder.values(LambdaMetrics.TIMEOUTS)).isEmpty();
  }

  @Test
  void aTimeoutIsNoErrorBesides() {
    hear(events(), Events.runtimeDone("r1", "timeout"), Events.report("r1", "timeout", ""));

    assertThat(drained().values(LambdaMetrics.TIMEOUTS)).containsExactly(1.0);
    assertThat(recorder.values(LambdaMetrics.ERRORS)).isEmpty();
  }

  @Test
  void anExtensionCanFailWhatTheFunctionHasDone() {
    hear(
        events(),
        Events.runtimeDone("r1", "success"),
        Events.report("r1", "error", ",\"errorType\":\"Extension.Crash\""));

    assertThat(drained().values(LambdaMetrics.INVOCATIONS)).containsExactly(1.0);
    assertThat(recorder.values(LambdaMetrics.ERRORS)).containsExactly(1.0);
  }

  @Test
  void aStatusThatIsNotKnownIsNoOutcome() {
    hear(events(), Events.runtimeDone("r1", "cancelled"));

    assertThat(drained().points())
        .extracting(point -> point.instrument().kind())
        .containsOnly(Instrument.Kind.HISTOGRAM);
  }

  @Test
  void wantOfMemoryIsKnownByItsErrorType() {
    hear(
        events(),
        Events.runtimeDone("r1", "error")
            .replace("\"status\"", "\"errorType\":\"Runtime.OutOfMemory\",\"status\""),
        Events.report("r1", "error", ",\"errorType\":\"Runtime.OutOfMemory\""));
    assertThat(values(LambdaMetrics.OUT_OF_MEMORY)).containsExactly(1.0);
  }

  @Test
  void wantOfMemoryIsKnownByTheUseOfAFailedInvocation() {
    hear(
        events(),
        Events.report("r1", "error", ",\"errorType\":\"Runtime.ExitError\"").replace("73", "128"));
    assertThat(values(LambdaMetrics.OUT_OF_MEMORY)).containsExactly(1.0);
  }

  @Test
  void aFullSandboxIsNoWantOfMemoryWhereTheInvocationSucceeded() {
    hear(events(), Events.report("r1").replace("73", "128"));
    assertThat(values(LambdaMetrics.OUT_OF_MEMORY)).isEmpty();
  }

  @Test
  void managedInstancesReportTheDurationAloneAndSeveralInvocationsAtOnce() {
    hear(
        events("lambda-managed-instances"),
        Events.start("r1"),
        Events.start("r2"),
        managedReport("r2", "success"),
        managedReport("r1", "timeout"));

    assertThat(drained().values(LambdaMetrics.INVOKE_DURATION)).containsExactly(0.0124, 0.0124);
    assertThat(recorder.values(LambdaMetrics.RESPONSE_LATENCY)).containsExactly(0.004, 0.004);
    assertThat(recorder.values(LambdaMetrics.RESPONSE_DURATION)).containsExactly(0.001, 0.001);
    assertThat(recorder.values(LambdaMetrics.INVOCATIONS)).containsExactly(1.0);
    assertThat(recorder.values(LambdaMetrics.TIMEOUTS)).containsExactly(1.0);
    assertThat(recorder.points()).hasSize(8);
    InvocationReport report = (InvocationReport) lifecycle.records().getFirst();
    assertThat(report.durationSeconds()).hasValue(0.0124);
    assertThat(report.billedSeconds()).isEmpty();
    assertThat(report.maxMemoryUsedBytes()).isEmpty();
  }

  private static String managedReport(String requestId, String status) {
    return """
    {"time":"2025-12-01T00:01:17.000Z","type":"platform.report","record":{
      "requestId":"%s","status":"%s","metrics":{"durationMs":12.4},
      "spans":[{"name":"responseLatency","start":"2025-12-01T00:01:17.000Z","durationMs":4.0},
        {"name":"responseDuration","start":"2025-12-01T00:01:17.000Z","durationMs":1.0}]}}"""
        .formatted(requestId, status);
  }

  @Test
  void memoryIsToldInBytesOrInMegabytes() {
    assertThat(PlatformEvents.bytesOfMemory(128)).isEqualTo(128 * MIB);
    assertThat(PlatformEvents.bytesOfMemory(32_768)).isEqualTo(32_768 * MIB);
    assertThat(PlatformEvents.bytesOfMemory(134_217_728)).isEqualTo(128 * MIB);
  }

  @Test
  void theCostIsOfTheMemoryThatTheInitTellsWhereTheReportDoesNot() {
    String withoutMemory = Events.report("r1").replace(",\"memorySizeMB\":128", "");
    hear(events(), withoutMemory);
    assertThat(values(LambdaMetrics.ESTIMATED_COST).getFirst())
        .isEqualTo(0.17 * 0.5 * 0.00001 + 0.000001, within(1e-15));
    hear(events(), Events.INIT_START, withoutMemory);
    assertThat(values(LambdaMetrics.ESTIMATED_COST).getFirst())
        .isEqualTo(0.17 * 0.25 * 0.00001 + 0.000001, within(1e-15));
  }

  @Test
  void whatThePlatformDroppedIsCounted() {
    hear(
        events(),
        Events.LOGS_DROPPED,
        Events.LOGS_DROPPED.replace("02:35.000", "02:36.000").replace("123,", "7,"));

    assertThat(drained().sum(LambdaMetrics.DROPPED_RECORDS, "remora.drop.reason", "platform"))
        .isEqualTo(130);
  }

  @Test
  void whatSaysNothingNewOrIsNotKnownIsPassedOver() {
    hear(
        events(),
        Events.SUBSCRIPTION,
        Events.EXTENSION,
        Events.INIT_RUNTIME_DONE,
        Events.UNKNOWN,
        "{\"time\":\"2022-10-12T00:03:50.000Z\",\"type\":\"function\",\"record\":\"hello\"}",
        "{\"type\":\"function\",\"record\":{\"requestId\":\"r1\",\"status\":\"error\"}}",
        "{\"type\":\"platform.report\",\"record\":null}",
        "{\"type\":\"platform.runtimeDone\"}",
        "{}",
        "null",
        "[\"platform.report\"]");

    assertThat(lifecycle.records()).isEmpty();
    assertThat(drained().points()).isEmpty();
  }

  @Test
  void numbersThatCannotBeAreLeftOut() {
    hear(
        events(),
        Events.report("r1").replace("160.5", "-1").replace("170", "1e300").replace("73", "\"x\""));

    assertThat(drained().values(LambdaMetrics.INVOKE_DURATION)).isEmpty();
    assertThat(recorder.values(LambdaMetrics.BILLED_DURATION)).isEmpty();
    assertThat(recorder.values(LambdaMetrics.ESTIMATED_COST)).isEmpty();
    assertThat(recorder.values(LambdaMetrics.MEMORY_USAGE)).isEmpty();
    InvocationReport report = (InvocationReport) lifecycle.records().getFirst();
    assertThat(report.durationSeconds()).isEmpty();
    assertThat(report.maxMemoryUsedBytes()).isEmpty();
  }

  @Test
  void anEventWithoutAUsableTimeHappenedNow() {
    long before = System.currentTimeMillis();
    hear(events(), Events.runtimeDone("r1", "success").replace("2022-10-12T", "yesterday "));

    long told = ((RuntimeDone) lifecycle.records().getFirst()).unixNanos();
    assertThat(told).isGreaterThanOrEqualTo(before * 1_000_000);
  }

  @Test
  void onlyTheLatestInvocationsAreRemembered() {
    PlatformEvents events = events();
    for (int i = 0; i < Invocations.MOST; i++) {
      hear(events, Events.runtimeDone("r" + i, "success"));
    }
    hear(events, Events.runtimeDone("r0", "success"));
    assertThat(values(LambdaMetrics.INVOCATIONS)).containsExactly((double) Invocations.MOST);
    hear(events, Events.runtimeDone("one more", "success"), Events.runtimeDone("r0", "success"));
    assertThat(values(LambdaMetrics.INVOCATIONS)).containsExactly(2.0);
  }
}

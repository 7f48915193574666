// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remora.local.telemetry.PlatformEvent;
import dev.remora.local.telemetry.PlatformEvent.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The platform's words and figures, with times that are given. */
class EnvironmentTelemetryTest {

  private static final long MS = 1_000_000;
  private static final Invocation INVOCATION =
      new Invocation("id-1", "arn:f", "Root=1-2;Parent=abc;Sampled=1", 0, new byte[0]);

  private final Heard heard = new Heard();
  private final LocalLambdaOptions options =
      LocalLambdaOptions.of(new FunctionCode.Bootstrap(Path.of("/none")))
          .functionName("orders")
          .memoryMegabytes(256)
          .timeout(Duration.ofSeconds(2))
          .listener(heard)
          .build();
  private final EnvironmentTelemetry telemetry = telemetry("on-demand");

  private EnvironmentTelemetry telemetry(String initializationType) {
    return new EnvironmentTelemetry(
        options, initializationType, "2026/11/24/[$LATEST]abc", () -> 50 * 1_048_576 + 1);
  }

  @AfterEach
  void close() {
    telemetry.close();
  }

  private JsonNode record(int index, String type) {
    try {
      JsonNode event = Json.parse(heard.telemetry.get(index).getBytes(UTF_8));
      assertThat(event.path("type").asText()).isEqualTo(type);
      return event.path("record");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static RuntimeClient.Answer answer(boolean success, String errorType) {
    return new RuntimeClient.Answer(success, errorType, new byte[16], 30 * MS, 35 * MS);
  }

  private static List<String> spans(JsonNode record) {
    return record
        .path("spans")
        .valueStream()
        .map(span -> span.path("name").asText() + " " + span.path("durationMs").asText())
        .toList();
  }

  @Test
  void aStartOfInitDescribesTheSandbox() {
    telemetry.initStarted(Phase.INIT);

    assertThat(record(0, "platform.initStart").toString())
        .isEqualTo(
            "{\"initializationType\":\"on-demand\",\"phase\":\"init\","
                + "\"runtimeVersion\":\"provided:al2023.v0\",\"runtimeVersionArn\":"
                + "\"arn:aws:lambda:eu-west-1::runtime:"
                + "0".repeat(64)
                + "\",\"functionName\":\"orders\",\"functionVersion\":\"$LATEST\","
                + "\"instanceId\":\"2026/11/24/[$LATEST]abc\",\"instanceMaxMemory\":268435456}");
  }

  @Test
  void aGoodInitIsReportedWithItsExtensions() {
    telemetry.initStarted(Phase.INVOKE);
    telemetry.initOver(
        null,
        true,
        123_456_789,
        List.of(new PlatformEvent.Extension("agent", "Ready", List.of("INVOKE"), null)));

    assertThat(record(1, "platform.initRuntimeDone").toString())
        .isEqualTo(
            "{\"initializationType\":\"on-demand\",\"phase\":\"invoke\",\"status\":\"success\"}");
    assertThat(record(2, "platform.extension").path("name").asText()).isEqualTo("agent");
    assertThat(record(3, "platform.initReport").toString())
        .isEqualTo(
            "{\"initializationType\":\"on-demand\",\"phase\":\"invoke\",\"status\":\"success\","
                + "\"metrics\":{\"durationMs\":123.456}}");
  }

  @ParameterizedTest
  @CsvSource({
    "Runtime.ExitError,error,Runtime.ExitError",
    "Extension.Crash,error,Extension.Crash",
    "Sandbox.Failure,failure,Sandbox.Failure",
    "Sandbox.Timedout,timeout,",
  })
  void aFailedInitSaysWhy(String failure, String status, String errorType) {
    telemetry.initStarted(Phase.INIT);
    telemetry.initOver(new EnvironmentFailure(failure, "", null), false, MS, List.of());

    JsonNode report = record(1, "platform.initReport"); // the runtime was not started
    assertThat(report.path("status").asText()).isEqualTo(status);
    assertThat(report.path("errorType").asText(null)).isEqualTo(errorType);
  }

  @Test
  void aGoodInvocationHasMetricsSpansAndTrace() throws Exception {
    String body =
        "{\"schemaVersion\":\"2022-12-13\",\"types\":[\"function\"],"
            + "\"destination\":{\"protocol\":\"TCP\",\"port\":1}}";
    telemetry.hub().subscribe("agent", body.getBytes(UTF_8));
    heard.telemetry.clear();
    telemetry.started(INVOCATION);
    telemetry.runtimeDone(INVOCATION, 10 * MS, answer(true, ""), 40 * MS);
    telemetry.reported(
        INVOCATION,
        10 * MS,
        10 * MS,
        answer(true, ""),
        40 * MS,
        2 * MS,
        OptionalDouble.of(100.5),
        true);

    String tracing =
        "{\"spanId\":\"abc\",\"type\":\"X-Amzn-Trace-Id\","
            + "\"value\":\"Root=1-2;Parent=abc;Sampled=1\"}";
    assertThat(record(0, "platform.start").toString())
        .isEqualTo("{\"requestId\":\"id-1\",\"version\":\"$LATEST\",\"tracing\":" + tracing + "}");
    JsonNode done = record(1, "platform.runtimeDone");
    assertThat(done.path("status").asText()).isEqualTo("success");
    assertThat(done.has("errorType")).isFalse();
    assertThat(done.path("metrics").toString())
        .isEqualTo("{\"durationMs\":30.0,\"producedBytes\":16}");
    assertThat(spans(done))
        .containsExactly("responseLatency 20.0", "responseDuration 5.0", "runtimeOverhead 5.0");
    assertThat(done.path("tracing").toString()).isEqualTo(tracing);
    JsonNode report = record(2, "platform.report");
    assertThat(report.path("metrics").toString())
        .isEqualTo(
            "{\"durationMs\":32.0,\"billedDurationMs\":133,\"memorySizeMB\":256,"
                + "\"maxMemoryUsedMB\":51,\"initDurationMs\":100.5}");
    assertThat(spans(report)).containsExactly("extensionOverhead 2.0");
    assertThat(report.path("tracing").toString()).isEqualTo(tracing);
  }

  @Test
  void withoutExtensionsAndTraceThereIsNoSpanAndNoTracing() {
    Invocation untraced = new Invocation("id-2", "arn:f", "", 0, new byte[0]);
    telemetry.started(untraced);
    telemetry.reported(untraced, 0, 0, answer(true, ""), 40 * MS, 0, OptionalDouble.empty(), false);

    assertThat(record(0, "platform.start").has("tracing")).isFalse();
    JsonNode report = record(1, "platform.report");
    assertThat(report.has("spans")).isFalse();
    assertThat(report.path("metrics").has("initDurationMs")).isFalse();
    assertThat(report.path("metrics").has("maxMemoryUsedMB")).isFalse();
    assertThat(report.path("metrics").path("billedDurationMs").asInt()).isEqualTo(40);
  }

  @ParameterizedTest
  @CsvSource({
    "Function.Refused,Function.Refused",
    "Runtime.HandlerNotFound,Runtime.HandlerNotFound",
    "Runtime.not-a-word,Runtime.Unknown",
    "ValueError,Function.Unknown",
    "java.lang.IllegalStateException,Function.Unknown",
  })
  void anErrorOfTheFunctionHasAWordOfThePlatformsForm(String own, String word) {
    telemetry.started(INVOCATION);
    telemetry.runtimeDone(INVOCATION, 0, answer(false, own), 40 * MS);

    JsonNode done = record(1, "platform.runtimeDone");
    assertThat(done.path("status").asText()).isEqualTo("error");
    assertThat(done.path("errorType").asText()).isEqualTo(word);
  }

  @Test
  void aTimeOutIsReportedAfterTheReset() {
    telemetry.started(INVOCATION);
    EnvironmentFailure late = new EnvironmentFailure(EnvironmentFailure.TIMED_OUT, "", null);
    telemetry.failed(
        INVOCATION, late, 0, System.nanoTime() - 2_001 * MS, null, OptionalDouble.empty());

    JsonNode done = record(1, "platform.runtimeDone");
    assertThat(done.path("status").asText()).isEqualTo("timeout");
    assertThat(done.has("errorType")).isFalse();
    assertThat(done.has("spans")).isFalse();
    assertThat(done.path("metrics").path("durationMs").asDouble()).isGreaterThan(2_000);
    assertThat(heard.telemetry).hasSize(2);

    telemetry.close();
    JsonNode report = record(2, "platform.report");
    assertThat(report.path("status").asText()).isEqualTo("timeout");
    assertThat(report.path("metrics").path("durationMs").asDouble()).isEqualTo(2_000);
    telemetry.close();
    assertThat(heard.telemetry).hasSize(3);
  }

  @Test
  void aCrashAfterTheRuntimeWasDoneEndsTheInvocationOnce() {
    telemetry.started(INVOCATION);
    telemetry.runtimeDone(INVOCATION, 0, answer(true, ""), 40 * MS);
    EnvironmentFailure crash = new EnvironmentFailure("Extension.Crash", "", null);
    telemetry.failed(INVOCATION, crash, 0, 0, answer(true, ""), OptionalDouble.empty());
    telemetry.close();

    assertThat(heard.telemetry).hasSize(3);
    JsonNode report = record(2, "platform.report");
    assertThat(report.path("status").asText()).isEqualTo("error");
    assertThat(report.path("errorType").asText()).isEqualTo("Extension.Crash");
  }

  @Test
  void aFailureOnManagedInstancesIsReportedAtOnceSinceNothingIsReset() {
    EnvironmentTelemetry managed = telemetry(EnvironmentTelemetry.MANAGED_INSTANCES);
    EnvironmentFailure late = new EnvironmentFailure(EnvironmentFailure.TIMED_OUT, "", null);
    managed.failed(INVOCATION, late, 0, 0, null, OptionalDouble.empty());

    JsonNode report = record(0, "platform.report");
    assertThat(report.path("status").asText()).isEqualTo("timeout");
    assertThat(report.path("metrics").toString()).isEqualTo("{\"durationMs\":2000.0}");
  }

  @Test
  void managedInstancesHaveNoRuntimeDoneAndAShortReport() {
    EnvironmentTelemetry managed = telemetry(EnvironmentTelemetry.MANAGED_INSTANCES);
    managed.started(INVOCATION);
    managed.runtimeDone(INVOCATION, 10 * MS, answer(true, ""), 40 * MS);
    managed.reported(
        INVOCATION,
        10 * MS,
        10 * MS,
        answer(true, ""),
        40 * MS,
        2 * MS,
        OptionalDouble.of(100),
        true);

    assertThat(record(0, "platform.start").path("functionArn").asText()).isEqualTo("arn:f");
    JsonNode report = record(1, "platform.report");
    assertThat(report.path("metrics").toString()).isEqualTo("{\"durationMs\":32.0}");
    assertThat(spans(report)).containsExactly("responseLatency 20.0", "responseDuration 5.0");
    assertThat(heard.telemetry).hasSize(2);
  }
}

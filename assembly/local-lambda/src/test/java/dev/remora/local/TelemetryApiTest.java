// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remora.local.telemetry.Receiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Telemetry of real processes: a bash extension subscribes, this JVM receives, which the freeze
 * does not stop.
 */
@Timeout(60)
class TelemetryApiTest {

  private static final byte[] EVENT = "{}".getBytes(UTF_8);
  private static final String BOTH = "register '\"INVOKE\",\"SHUTDOWN\"'\n";

  @TempDir Path folder;
  private final Heard heard = new Heard();
  private final Receiver receiver = new Receiver();
  private Scripts scripts;

  @BeforeEach
  void prepare() {
    scripts = new Scripts(folder);
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  private static String subscription(String version, String types, int port, int timeoutMs) {
    return "subscribe '{\"schemaVersion\":\""
        + version
        + "\",\"types\":["
        + types
        + "],\"buffering\":{\"timeoutMs\":"
        + timeoutMs
        + "},\"destination\":{\"protocol\":\"HTTP\",\"URI\":\"http://sandbox.localdomain:"
        + port
        + "/\"}}'\n";
  }

  /** An extension that subscribes, says how that was answered, and waits for events. */
  private void subscriber(String types, int timeoutMs) {
    scripts.extension(
        "agent",
        BOTH
            + subscription("2022-12-13", types, receiver.port(), timeoutMs)
            + "echo \"$STATUS $BODY\"\nloop");
  }

  private LocalLambdaOptions.Builder options(FunctionCode code) {
    return LocalLambdaOptions.of(code).layer(scripts.layer()).listener(heard);
  }

  private LocalLambdaOptions.Builder echo() {
    return options(scripts.function("answer \"$event\""));
  }

  private List<String> types() {
    return receiver.types();
  }

  private void awaitCount(int count) {
    Receiver.await(count + " events", () -> receiver.events().size() >= count);
  }

  private JsonNode record(int index) {
    return receiver.events().get(index).record();
  }

  private static List<String> names(JsonNode spans) {
    List<String> names = new ArrayList<>();
    spans.forEach(span -> names.add(span.path("name").asText()));
    return names;
  }

  @Test
  void aColdStartAndTwoInvocationsAreToldInOrder() {
    subscriber("\"platform\"", 25);
    FunctionCode code = scripts.function("sleep 0.05\nanswer 12345");
    LocalLambdaOptions options = options(code).functionName("orders").memoryMegabytes(256).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      InvocationOutcome first = lambda.invoke(EVENT);
      InvocationOutcome second = lambda.invoke(EVENT);
      awaitCount(11);

      assertThat(heard.linesOf("agent")).containsExactly("200 \"OK\"");
      assertThat(types())
          .containsExactly(
              "platform.initStart",
              "platform.telemetrySubscription",
              "platform.initRuntimeDone",
              "platform.extension",
              "platform.initReport",
              "platform.start",
              "platform.runtimeDone",
              "platform.report",
              "platform.start",
              "platform.runtimeDone",
              "platform.report");
      JsonNode init = record(0);
      assertThat(init.path("phase").asText()).isEqualTo("init");
      assertThat(init.path("functionName").asText()).isEqualTo("orders");
      assertThat(init.path("instanceId").asText()).contains("/[$LATEST]");
      assertThat(record(3).toString())
          .isEqualTo(
              "{\"name\":\"agent\",\"state\":\"Ready\",\"events\":[\"INVOKE\",\"SHUTDOWN\"]}");
      double initMs = record(4).path("metrics").path("durationMs").asDouble();
      assertThat(initMs).isBetween(1.0, 10_000.0);

      assertThat(record(5).path("requestId").asText()).isEqualTo(first.requestId());
      assertThat(record(5).path("tracing").path("value").asText()).startsWith("Root=1-");
      JsonNode done = record(6);
      assertThat(done.path("requestId").asText()).isEqualTo(first.requestId());
      assertThat(done.path("status").asText()).isEqualTo("success");
      assertThat(done.path("metrics").path("producedBytes").asInt()).isEqualTo(5);
      assertThat(done.path("metrics").path("durationMs").asDouble()).isBetween(50.0, 3_000.0);
      assertThat(names(done.path("spans")))
          .containsExactly("responseLatency", "responseDuration", "runtimeOverhead");
      JsonNode latency = done.path("spans").path(0);
      assertThat(latency.path("durationMs").asDouble())
          .isBetween(50.0, done.path("metrics").path("durationMs").asDouble());
      assertThat(Instant.parse(latency.path("start").asText()))
          .isBetween(Instant.now().minusSeconds(60), Instant.now());
      JsonNode report = record(7).path("metrics");
      assertThat(report.path("memorySizeMB").asInt()).isEqualTo(256);
      assertThat(report.path("maxMemoryUsedMB").asInt()).isBetween(4, 200);
      assertThat(report.path("initDurationMs").asDouble()).isEqualTo(initMs);
      assertThat(report.path("billedDurationMs").asDouble())
          .isEqualTo(Math.ceil(report.path("durationMs").asDouble() + initMs));
      assertThat(names(record(7).path("spans"))).containsExactly("extensionOverhead");

      assertThat(record(10).path("requestId").asText()).isEqualTo(second.requestId());
      assertThat(record(10).path("metrics").has("initDurationMs")).isFalse();
      assertThat(heard.telemetry).hasSize(11);
    }
  }

  @Test
  void runtimeDoneComesBeforeASlowExtensionAsksForTheNextEvent() {
    Path mark = scripts.layer().resolve("go");
    scripts.extension(
        "agent",
        BOTH
            + subscription("2022-12-13", "\"platform\"", receiver.port(), 25)
            + "next\nwhile [[ ! -e ${0%/extensions/*}/go ]]; do sleep 0.01; done\nloop");
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              receiver.awaitEvent("platform.runtimeDone");
              scripts.write(mark, "");
            });
    try (LocalLambda lambda = LocalLambda.start(echo().timeout(Duration.ofSeconds(30)).build())) {
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(InvocationOutcome.Status.SUCCESS);

      JsonNode report = receiver.awaitEvent("platform.report").record();
      assertThat(report.path("spans").path(0).path("durationMs").asDouble()).isPositive();
    }
  }

  @Test
  void aReportWaitsInTheFreezeAndComesWithTheNextInvocation() {
    subscriber("\"platform\"", 500);
    LocalLambdaOptions options = echo().freeze(Duration.ofSeconds(1)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      lambda.invoke(EVENT);
      long until = System.nanoTime() + 800_000_000;
      while (System.nanoTime() < until) {
        assertThat(types()).doesNotContain("platform.report");
        LockSupport.parkNanos(5_000_000);
      }
      lambda.invoke(EVENT);
      assertThat(heard.phases).contains("thawed");
      lambda.shutdown("spindown");

      assertThat(types()).containsSubsequence("platform.report", "platform.start");
      assertThat(types().stream().filter("platform.report"::equals)).hasSize(2);
    }
  }

  @Test
  void whatWaitsIsDeliveredBeforeShutdown() {
    scripts.extension(
        "agent",
        BOTH
            + subscription("2022-12-13", "\"platform\",\"function\"", receiver.port(), 30_000)
            + "loop");
    FunctionCode code = scripts.function("trap 'echo last words; exit 0' TERM", "answer 1");
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      lambda.invoke(EVENT);
      assertThat(receiver.events()).isEmpty();
      lambda.shutdown("spindown");

      assertThat(types()).contains("platform.report").endsWith("function");
      assertThat(receiver.events().getLast().record().asText()).isEqualTo("last words");
    }
  }

  @Test
  void nobodyWhoListensDoesNotHoldUpTheShutdown() {
    scripts.extension(
        "agent",
        BOTH + subscription("2022-12-13", "\"platform\"", Receiver.freePort(), 25) + "loop");
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      lambda.invoke(EVENT);
      Receiver.await(
          "a remark",
          () -> heard.notes.stream().anyMatch(note -> note.startsWith("telemetry for agent to ")));

      ShutdownOutcome end = lambda.shutdown("spindown");

      assertThat(end.clean()).isTrue();
      assertThat(end.durationMs()).isLessThan(1_500);
    }
  }

  @Test
  void aReceiverThatListensLateMissesNothing() {
    int port = Receiver.freePort();
    scripts.extension(
        "agent", BOTH + subscription("2022-12-13", "\"platform\"", port, 25) + "loop");
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      lambda.invoke(EVENT);
      try (Receiver late = new Receiver(port)) {
        late.awaitEvent("platform.report");

        assertThat(late.types().getFirst()).isEqualTo("platform.initStart");
        assertThat(late.types()).hasSize(8).doesNotContain("platform.logsDropped");
      }
    }
  }

  // ---- log lines

  @Test
  void linesOfTheFunctionAndOfExtensionsCome() {
    subscriber("\"function\",\"extension\"", 25);
    FunctionCode code = scripts.function("echo \"out $event\"; echo err >&2\nanswer 1");
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      lambda.invoke("{\"n\":1}".getBytes(UTF_8));
      awaitCount(3);

      assertThat(types()).containsOnly("function", "extension");
      assertThat(receiver.events().stream().map(event -> event.record().asText()))
          .containsExactlyInAnyOrder("200 \"OK\"", "out {\"n\":1}", "err");
    }
  }

  @Test
  void whereTheFormatIsJsonObjectsComeAsObjects() {
    subscriber("\"function\"", 25);
    FunctionCode code =
        scripts.function(
            "echo plain; echo '{\"level\":\"INFO\",\"message\":\"hi\"}';"
                + " echo \"$AWS_LAMBDA_LOG_FORMAT\"\nanswer 1");
    try (LocalLambda lambda = LocalLambda.start(options(code).jsonLogs(true).build())) {
      lambda.invoke(EVENT);
      awaitCount(3);

      assertThat(receiver.events().stream().map(event -> event.record().toString()))
          .containsExactly("\"plain\"", "{\"level\":\"INFO\",\"message\":\"hi\"}", "\"JSON\"");
    }
  }

  // ---- errors

  @Test
  void anErrorOfTheFunctionIsAnError() {
    subscriber("\"platform\"", 25);
    FunctionCode code = scripts.function("fail Function.No");
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      lambda.invoke(EVENT);
      awaitCount(8);

      for (int index : new int[] {6, 7}) {
        assertThat(record(index).path("status").asText()).isEqualTo("error");
        assertThat(record(index).path("errorType").asText()).isEqualTo("Function.No");
      }
    }
  }

  @Test
  void anEndOfTheRuntimeIsToldBeforeShutdownAndItsReportComesToNobody() {
    subscriber("\"platform\"", 25);
    FunctionCode code = scripts.function("exit 3");
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      lambda.invoke(EVENT);

      JsonNode done = receiver.events().getLast().record();
      assertThat(types().getLast()).isEqualTo("platform.runtimeDone");
      assertThat(done.path("status").asText()).isEqualTo("error");
      assertThat(done.path("errorType").asText()).isEqualTo("Runtime.ExitError");
      assertThat(done.has("spans")).isFalse();
      assertThat(heard.telemetry.getLast()).contains("platform.report", "Runtime.ExitError");
    }
  }

  @Test
  void anEndOfAnExtensionIsToldToTheOthers() {
    subscriber("\"platform\"", 25);
    scripts.extension("mortal", BOTH + "next\nexit 4");
    FunctionCode code = scripts.function("sleep 5\nanswer 1");
    LocalLambdaOptions options = options(code).timeout(Duration.ofSeconds(20)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      lambda.invoke(EVENT);

      JsonNode done = receiver.events().getLast().record();
      assertThat(done.path("errorType").asText()).isEqualTo("Extension.Crash");
    }
  }

  @Test
  void afterAResetTheInitIsSuppressedAndTheSubscriptionNew() {
    subscriber("\"platform\"", 25);
    FunctionCode code = scripts.function("[[ $event == 1 ]] && sleep 30; answer 2");
    LocalLambdaOptions options = options(code).timeout(Duration.ofSeconds(2)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      lambda.invoke("1".getBytes(UTF_8));
      assertThat(record(6).path("status").asText()).isEqualTo("timeout");
      assertThat(receiver.events()).hasSize(7);
      String instance = record(0).path("instanceId").asText();

      lambda.invoke("2".getBytes(UTF_8));
      awaitCount(15);

      assertThat(types().subList(7, 15))
          .containsExactly(
              "platform.initStart",
              "platform.telemetrySubscription",
              "platform.initRuntimeDone",
              "platform.extension",
              "platform.initReport",
              "platform.start",
              "platform.runtimeDone",
              "platform.report");
      for (int index : new int[] {7, 9, 11}) {
        assertThat(record(index).path("phase").asText()).isEqualTo("invoke");
      }
      assertThat(record(7).path("instanceId").asText()).isEqualTo(instance);
      JsonNode report = record(14).path("metrics");
      assertThat(report.has("initDurationMs")).isFalse();
      assertThat(report.path("durationMs").asDouble())
          .isGreaterThan(record(11).path("metrics").path("durationMs").asDouble());
    }
  }

  @Test
  void aFailedInitIsTold() {
    subscriber("\"platform\"", 25);
    scripts.extension(
        "sad",
        BOTH
            + "while [[ ! -e ${0%/extensions/*}/ready ]]; do sleep 0.01; done\n"
            + "request POST $extension/init/error $'Lambda-Extension-Identifier:"
            + " '\"$ID\"$'\\r\\nLambda-Extension-Function-Error-Type: Extension.Sad\\r\\n' '{}'\n"
            + "exit 1");
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              receiver.awaitEvent("platform.telemetrySubscription");
              scripts.write(scripts.layer().resolve("ready"), "");
            });

    assertThatThrownBy(() -> LocalLambda.start(echo().build()))
        .isInstanceOf(LocalLambdaException.class);

    List<JsonNode> records = receiver.events().stream().map(Receiver.Received::record).toList();
    assertThat(types().getLast()).isEqualTo("platform.initReport");
    assertThat(records.getLast().path("status").asText()).isEqualTo("error");
    assertThat(records.getLast().path("errorType").asText()).isEqualTo("Extension.InitError");
    assertThat(records)
        .anyMatch(
            extension ->
                extension.path("name").asText().equals("sad")
                    && extension.path("state").asText().equals("InitError")
                    && extension.path("errorType").asText().equals("Extension.Sad"));
  }

  @Test
  void aFileThatCannotBeStartedIsTold() throws Exception {
    subscriber("\"platform\"", 25);
    Files.setPosixFilePermissions(
        scripts.write(scripts.layer().resolve("extensions/plain"), "x"),
        PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> LocalLambda.start(echo().build()))
        .isInstanceOf(LocalLambdaException.class);

    assertThat(heard.telemetry)
        .anyMatch(
            event ->
                event.endsWith(
                    "{\"name\":\"plain\",\"state\":\"LaunchError\",\"events\":[],"
                        + "\"errorType\":\"PermissionDenied\"}}"));
    assertThat(heard.telemetry).noneMatch(event -> event.contains("initRuntimeDone"));
  }

  // ---- refusals

  @Test
  void afterInitTheSubscriptionIsClosed() {
    scripts.extension(
        "late",
        BOTH
            + "next\n"
            + subscription("2022-12-13", "\"platform\"", receiver.port(), 25)
            + "echo \"$STATUS $BODY\"\nloop");
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      lambda.invoke(EVENT);
      lambda.shutdown("spindown");

      assertThat(heard.linesOf("late"))
          .containsExactly(
              "403 {\"errorMessage\":\"Telemetry API subscription is closed\","
                  + "\"errorType\":\"Telemetry.SubscriptionClosed\"}");
    }
  }

  @Test
  void switchedOffASubscriptionIsAnsweredAsInAwsEmulator() {
    subscriber("\"platform\"", 25);
    try (LocalLambda lambda = LocalLambda.start(echo().telemetry(false).build())) {
      lambda.invoke(EVENT);
      lambda.shutdown("spindown");

      assertThat(heard.linesOf("agent"))
          .containsExactly(
              "202 {\"errorMessage\":\"Telemetry API is not supported\","
                  + "\"errorType\":\"Telemetry.NotSupported\"}");
      assertThat(receiver.events()).isEmpty();
    }
  }
}

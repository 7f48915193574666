// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remora.local.InvocationOutcome.Status;
import dev.remora.local.telemetry.Receiver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A foreign extension that subscribes and listens itself, on {@code sandbox.localdomain}: in
 * Python, since bash cannot listen.
 */
@Timeout(120)
class PythonSubscriberTest {

  @TempDir Path folder;
  private final Heard heard = new Heard();

  /** Stops the test with a loud remark where there is no Python 3. */
  private static String python() throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").start();
      try (var output = process.inputReader()) {
        String executable = output.readLine();
        if (process.waitFor() == 0 && executable != null) {
          return executable;
        }
      }
    } catch (IOException e) {
      // said below
    }
    return skip("there is no python3");
  }

  private static String skip(String why) {
    System.err.println("SKIPPED: PythonSubscriberTest, the whole life of a subscription: " + why);
    return abort(why);
  }

  private Scripts scripts() throws IOException, InterruptedException {
    Scripts scripts = new Scripts(folder);
    try (InputStream source =
        PythonSubscriberTest.class.getResourceAsStream("/telemetry/subscriber.py")) {
      scripts.write(
          scripts.layer().resolve("extensions/subscriber"),
          "#!" + python() + "\n" + new String(source.readAllBytes(), UTF_8));
    }
    return scripts;
  }

  private static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      events.add(Json.parse(line.getBytes(UTF_8)));
    }
    return events;
  }

  /** Types, with what tells one event from another of its type. */
  private static List<String> told(List<JsonNode> events, Map<String, String> names) {
    List<String> told = new ArrayList<>();
    for (JsonNode event : events) {
      JsonNode record = event.path("record");
      String id = record.path("requestId").asText();
      String what = event.path("type").asText().replace("platform.", "");
      what += id.isEmpty() ? "" : " " + names.getOrDefault(id, id);
      what += record.has("phase") ? " " + record.path("phase").asText() : "";
      what += record.has("status") ? " " + record.path("status").asText() : "";
      what += record.has("shutdownReason") ? " " + record.path("shutdownReason").asText() : "";
      told.add(what);
    }
    return told;
  }

  @Test
  void aWholeLifeIsToldInOrder() throws Exception {
    Scripts scripts = scripts();
    FunctionCode code =
        scripts.function(
            """
            echo "handling $event"
            case $event in
              '"bad"') fail Function.Bad ;;
              '"slow"') sleep 30 ;;
              *) answer 1 ;;
            esac
            """);
    LocalLambdaOptions options =
        LocalLambdaOptions.of(code)
            .layer(scripts.layer())
            .workDirectory(folder.resolve("work"))
            .environment(
                Map.of("PORT", Integer.toString(Receiver.freePort()), "RECEIVED", "/tmp/received"))
            .timeout(Duration.ofSeconds(5))
            .freeze(Duration.ofMillis(100))
            .listener(heard)
            .build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      if (!lambda.sandbox().privateMounts()) {
        skip("no private mounts, so sandbox.localdomain is not known");
      }
      InvocationOutcome first = lambda.invoke("\"first\"".getBytes(UTF_8));
      InvocationOutcome second = lambda.invoke("\"second\"".getBytes(UTF_8));
      InvocationOutcome bad = lambda.invoke("\"bad\"".getBytes(UTF_8));
      InvocationOutcome slow = lambda.invoke("\"slow\"".getBytes(UTF_8));
      InvocationOutcome again = lambda.invoke("\"again\"".getBytes(UTF_8));
      ShutdownOutcome end = lambda.shutdown("spindown");

      assertThat(slow.status()).isEqualTo(Status.TIMEOUT);
      assertThat(again.status()).isEqualTo(Status.SUCCESS);
      assertThat(end.clean()).isTrue();
      Map<String, String> names =
          Map.of(
              first.requestId(), "first",
              second.requestId(), "second",
              bad.requestId(), "bad",
              slow.requestId(), "slow",
              again.requestId(), "again");
      List<JsonNode> events = read(lambda.sandbox().tmp().resolve("received"));
      List<JsonNode> lines =
          events.stream().filter(event -> event.path("type").asText().equals("function")).toList();
      events.removeAll(lines);
      assertThat(told(events, names))
          .containsExactly(
              "initStart init",
              "telemetrySubscription",
              "initRuntimeDone init success",
              "extension",
              "initReport init success",
              "start first",
              "runtimeDone first success",
              "report first success",
              "start second",
              "runtimeDone second success",
              "report second success",
              "start bad",
              "runtimeDone bad error",
              "report bad error",
              "start slow",
              "runtimeDone slow timeout",
              "SHUTDOWN timeout",
              "initStart invoke",
              "telemetrySubscription",
              "initRuntimeDone invoke success",
              "extension",
              "initReport invoke success",
              "start again",
              "runtimeDone again success",
              "report again success",
              "SHUTDOWN spindown");
      assertThat(lines.stream().map(line -> line.path("record").asText()))
          .containsExactly(
              "handling \"first\"",
              "handling \"second\"",
              "handling \"bad\"",
              "handling \"slow\"",
              "handling \"again\"");
      assertThat(events)
          .filteredOn(event -> !event.path("type").asText().equals("SHUTDOWN"))
          .extracting(event -> event.path("time").asText())
          .isSorted()
          .allMatch(time -> time.matches("20..-..-..T..:..:..\\....Z"));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.remora.cli.RemoraCommand;
import dev.remora.cli.Surroundings;
import dev.remora.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole command with real processes: extensions that know nothing of Remora, in bash and in
 * Python, written to AWS's documentation of the Extensions API.
 */
class OtherVendorsTest {
  /** Speaks HTTP with nothing but bash: {@code call METHOD PATH HEADER BODY}. */
  private static final String HTTP =
      """
      #!/bin/bash
      call() {
        local line length=0
        exec 9<>"/dev/tcp/${AWS_LAMBDA_RUNTIME_API%:*}/${AWS_LAMBDA_RUNTIME_API#*:}"
        printf '%s %s HTTP/1.1\\r\\nHost: lambda\\r\\n%s\\r\\nContent-Length: %d\\r\\n' "$1" "$2" "$3" \
          "${#4}" >&9
        printf 'Connection: close\\r\\n\\r\\n%s' "$4" >&9
        IFS= read -r line <&9
        BODY= ID=
        while IFS= read -r line <&9 && line=${line%$'\\r'} && [[ -n $line ]]; do
          case $line in
            Content-Length:*) length=${line#*: } ;;
            Lambda-Extension-Identifier:* | Lambda-Runtime-Aws-Request-Id:*) ID=${line#*: } ;;
          esac
        done
        (( length > 0 )) && IFS= read -r -N "$length" BODY <&9
        exec 9>&-
      }
      """;

  private static final String BASH_EXTENSION =
      HTTP
          + """
          call POST /2020-01-01/extension/register "Lambda-Extension-Name: ${0##*/}" \
            '{"events":["INVOKE","SHUTDOWN"]}'
          extension=$ID
          while :; do
            call GET /2020-01-01/extension/event/next "Lambda-Extension-Identifier: $extension" ''
            case $BODY in
              *'"eventType":"INVOKE"'*) echo "bash saw INVOKE" ;;
              *'"eventType":"SHUTDOWN"'*) echo "bash saw SHUTDOWN"; exit 0 ;;
            esac
          done
          """;

  private static final String PYTHON_EXTENSION =
      """
      #!/usr/bin/env python3
      import json, os, sys
      from pathlib import Path
      from urllib.request import Request, urlopen

      base = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2020-01-01/extension"

      register = Request(
          f"{base}/register",
          method="POST",
          headers={"Lambda-Extension-Name": Path(__file__).name, "Content-Type": "application/json"},
          data=json.dumps({"events": ["INVOKE", "SHUTDOWN"]}).encode())
      with urlopen(register) as response:
          identifier = response.headers["Lambda-Extension-Identifier"]
          print("python registered for", json.load(response)["functionName"], flush=True)

      while True:
          next_event = Request(
              f"{base}/event/next", headers={"Lambda-Extension-Identifier": identifier})
          with urlopen(next_event) as response:
              event = json.load(response)
          print("python saw", event["eventType"], event.get("shutdownReason", ""), flush=True)
          if event["eventType"] == "SHUTDOWN":
              sys.exit(0)
      """;

  private static final String FUNCTION =
      HTTP
          + """
          while :; do
            call GET /2018-06-01/runtime/invocation/next 'Accept: */*' ''
            call POST "/2018-06-01/runtime/invocation/$ID/response" 'Accept: */*' "$BODY"
          done
          """;

  @TempDir Path home;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void aFunction() throws IOException {
    executable("function/bootstrap", FUNCTION);
    executable("bash-vendor/watcher.sh", BASH_EXTENSION);
  }

  private void executable(String path, String text) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private int run(boolean privateMounts, String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("local", "--layer", "none", "--function", "function", "--json"));
    arguments.addAll(List.of(more));
    return RemoraCommand.execute(
        new Surroundings(home, home, privateMounts),
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false),
        arguments.toArray(String[]::new));
  }

  private String log() throws IOException {
    return Files.readString(home.resolve("remora-output/lambda.log"));
  }

  private JsonNode invocations() throws IOException {
    return new ObjectMapper().readTree(out.toByteArray()).get("invocations");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void extensionsInBashAndPythonRunBesideEachOther(boolean privateMounts) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "no Python here");
    executable("python-layer/extensions/watcher.py", PYTHON_EXTENSION);

    assertThat(run(privateMounts, "--extensions", "bash-vendor", "--extensions", "python-layer"))
        .as(err.toString(StandardCharsets.UTF_8))
        .isZero();

    assertThat(invocations())
        .hasSize(6)
        .allMatch(invocation -> invocation.get("status").asText().equals("success"))
        .allMatch(invocation -> invocation.get("billedMs").asLong() > 0);
    assertThat(log())
        .contains("watcher.py | python registered for function")
        .contains("watcher.py | python saw SHUTDOWN spindown")
        .contains("watcher.sh | bash saw SHUTDOWN");
    assertThat(log().split("bash saw INVOKE", -1)).hasSize(7);
    assertThat(log().split("python saw INVOKE", -1)).hasSize(7);
  }

  @Test
  void theyMeetTheFaultsToo() throws IOException {
    assertThat(
            run(
                true,
                "--extensions",
                "bash-vendor",
                "--fault",
                "extension-crash:watcher.sh@2",
                "--fault",
                "spin-down@4"))
        .isZero();

    assertThat(invocations())
        .extracting(invocation -> invocation.get("status").asText())
        .containsExactly("success", "failure", "success", "success", "success", "success");
    assertThat(invocations().get(1).get("errorType").asText()).isEqualTo("Extension.Crash");
    assertThat(invocations())
        .extracting(invocation -> invocation.get("coldStart").asBoolean())
        .containsExactly(true, false, true, true, false, false);
    assertThat(log().split("bash saw SHUTDOWN", -1)).hasSize(3);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("note: fault extension-crash:watcher.sh@2: extension watcher.sh has ended");
  }

  @Test
  void oneThatIsNotMadeForManagedInstancesSaysWhyTheFunctionDoesNotStart() throws IOException {
    executable(
        "wrong/eager",
        HTTP
            + """
            call POST /2020-01-01/extension/register "Lambda-Extension-Name: ${0##*/}" \
              '{"events":["INVOKE"]}'
            echo "$BODY"
            exit 1
            """);

    assertThat(run(true, "--managed-instances", "--extensions", "wrong")).isEqualTo(1);

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Extension.Crash");
    assertThat(log()).contains("Extension.InvalidEventType");
  }
}

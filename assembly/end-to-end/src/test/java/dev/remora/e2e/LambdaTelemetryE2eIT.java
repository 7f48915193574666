// SPDX-License-Identifier: Apache-2.0
package dev.remora.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.remora.local.FunctionCode;
import dev.remora.local.InvocationOutcome;
import dev.remora.local.LocalLambda;
import dev.remora.local.LocalLambdaListener;
import dev.remora.local.LocalLambdaOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real layer makes of the telemetry of local Lambda, beside what local Lambda says of it. */
class LambdaTelemetryE2eIT {
  private static final Path LAYER = Path.of(System.getProperty("remora.layer"));
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final List<JsonNode> said = new CopyOnWriteArrayList<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private String files;
  private Path bootstrap;

  @BeforeEach
  void prepare() throws IOException {
    files = "remora-telemetry-" + folder.getFileName();
    bootstrap = Files.createDirectory(folder.resolve("code")).resolve("bootstrap");
    try (InputStream script =
        LambdaTelemetryE2eIT.class.getResourceAsStream("/e2e/bootstrap")) {
      Files.copy(script, bootstrap);
    }
    Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("REMORA_LAMBDA_PORT", Integer.toString(FreePort.any()));
    environment.put("REMORA_FILE_DIRECTORY", "/tmp/" + files);
    environment.put("REMORA_BUFFER_DIRECTORY", "/tmp/" + files + "/buffer");
  }

  private LocalLambda start(Duration timeout) {
    return LocalLambda.start(
        LocalLambdaOptions.of(new FunctionCode.Bootstrap(bootstrap))
            .layer(LAYER)
            .environment(environment)
            .memoryMegabytes(1769)
            .timeout(timeout)
            .freeze(Duration.ofMillis(50))
            .privateMounts(true)
            .listener(
                new LocalLambdaListener() {
                  @Override
                  public void log(String source, String line) {
                    log.add(source + ' ' + line);
                  }

                  @Override
                  public void telemetry(String type, String json) {
                    try {
                      said.add(JSON.readTree(json));
                    } catch (JsonProcessingException e) {
                      throw new AssertionError(json, e);
                    }
                  }
                })
            .build());
  }

  private static InvocationOutcome invoke(LocalLambda lambda, int rounds) {
    return lambda.invoke(Integer.toString(rounds).getBytes(StandardCharsets.UTF_8));
  }

  /** A figure of all events of a type together, in seconds. */
  private double said(String type, String metric) {
    return said.stream()
        .filter(event -> event.path("type").asText().equals(type))
        .mapToDouble(event -> event.path("record").path("metrics").path(metric).asDouble() / 1000)
        .sum();
  }

  @Test
  void whatThePlatformSaysBecomesMetrics() throws Exception {
    Exported exported;
    try (LocalLambda lambda = start(Duration.ofSeconds(20))) {
      for (int i = 0; i < 3; i++) {
        invoke(lambda, 300_000);
      }
      assertThat(lambda.shutdown("spindown").clean()).isTrue();
      exported =
          Exported.read(lambda.sandbox().tmp().resolve(files).resolve("metrics.jsonl"));
    }
    assertThat(exported.sum("faas.invocations")).isEqualTo(3);
    assertThat(exported.sum("faas.coldstarts")).isEqualTo(1);
    assertThat(exported.sum("faas.errors")).isZero();
    assertThat(exported.sum("faas.timeouts")).isZero();
    assertThat(exported.sum("faas.init_duration"))
        .isEqualTo(said("platform.initReport", "durationMs"), within(1e-6));
    assertThat(exported.sum("remora.invoke.runtime_duration"))
        .isEqualTo(said("platform.runtimeDone", "durationMs"), within(1e-6));
    assertThat(exported.sum("faas.invoke_duration"))
        .isEqualTo(said("platform.report", "durationMs"), within(1e-6));
    assertThat(exported.sum("remora.invoke.billed_duration"))
        .isEqualTo(said("platform.report", "billedDurationMs"), within(1e-6));
    assertThat(exported.sum("faas.mem_usage")).isPositive();
    assertThat(exported.sum("remora.estimated_cost")).isPositive();
    assertThat(exported.sum("remora.shutdowns")).isEqualTo(1);
    assertThat(exported.sum("remora.unused_init")).isZero();
    assertThat(exported.sum("remora.telemetry.dropped_records")).isZero();
    assertThat(log).noneMatch(line -> line.contains("lambda:"));
  }

  @Test
  void aTimeOutIsTold() throws Exception {
    Exported exported;
    try (LocalLambda lambda = start(Duration.ofSeconds(2))) {
      invoke(lambda, 0);
      assertThat(invoke(lambda, 2_000_000_000).status())
          .isEqualTo(InvocationOutcome.Status.TIMEOUT);
      invoke(lambda, 0);
      lambda.shutdown("spindown");
      exported =
          Exported.read(lambda.sandbox().tmp().resolve(files).resolve("metrics.jsonl"));
    }
    assertThat(exported.sum("faas.timeouts")).isEqualTo(1);
    assertThat(exported.sum("faas.invocations")).isEqualTo(2);
    assertThat(exported.sum("remora.shutdowns")).isEqualTo(2);
  }
}

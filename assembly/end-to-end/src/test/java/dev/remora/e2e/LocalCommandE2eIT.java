// SPDX-License-Identifier: Apache-2.0
package dev.remora.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's first command: the real layer out of its zip, the sample function under AWS's own
 * runtime interface client, and what the command leaves behind.
 */
class LocalCommandE2eIT {
  /** What a user notices: later than this, the extension holds the environment. */
  private static final double LATE_MILLIS = 5;

  @TempDir private Path folder;

  private String run(Path output) throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("remora.home"));
    Path log = folder.resolve("terminal");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dremora.home=" + home.toAbsolutePath().normalize());
    command.add("-Dremora.private-mounts=true");
    command.add("-jar");
    command.add(home.resolve("assembly/cli/target/remora-cli.jar").toString());
    command.addAll(List.of("local", "--output", output.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(log);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  @Test
  void showsTheWorkOfAJavaFunctionAndLeavesWhatItMeasured() throws Exception {
    Path output = folder.resolve("output");
    String said = run(output);
    assertThat(said).contains("CPU load").contains(output.toString());
    JsonNode invocations = new ObjectMapper().readTree(output.resolve("invocations.json").toFile());
    assertThat(invocations).hasSizeGreaterThanOrEqualTo(5);
    Exported exported = Exported.read(output.resolve("metrics.jsonl"));
    List<Double> functionSeconds = new ArrayList<>();
    List<Double> loads = new ArrayList<>();
    for (JsonNode invocation : invocations) {
      assertThat(invocation.path("status").asText()).isEqualTo("success");
      assertThat(invocation.path("postRuntimeMs").asDouble()).isLessThanOrEqualTo(LATE_MILLIS);
      assertThat(invocation.path("cpuLoad").isNumber()).isTrue();
      assertThat(exported.points("system.cpu.time", invocation.path("requestId").asText()))
          .isNotEmpty();
      JsonNode summary = invocation.path("summary");
      assertThat(summary.path("faas.invocation_id")).isEqualTo(invocation.path("requestId"));
      assertThat(summary.path("remora.status").asText()).isEqualTo("success");
      assertThat(summary.path("remora.quality").asText()).isEqualTo("full");
      assertThat(said).contains(invocation.path("verdict").asText());
      loads.add(summary.path("remora.cpu.load.avg").asDouble());
      functionSeconds.add(invocation.path("cpuFunctionSeconds").asDouble());
    }
    assertThat(invocations.get(0).path("coldStart").asBoolean()).isTrue();
    assertThat(invocations.get(1).path("coldStart").asBoolean()).isFalse();
    // In the order of the sample: mixed, heavy, idle.
    assertThat(functionSeconds.get(1)).isGreaterThan(5 * functionSeconds.get(2));
    assertThat(loads.get(1)).isGreaterThan(loads.get(2));
    assertThat(invocations.get(2).path("verdict").asText()).isEqualTo("waiting");
    assertThat(output.resolve("lambda.log")).isNotEmptyFile();
    assertThat(output.resolve("logs.jsonl")).exists();
    assertThat(output.resolve("buffer")).isDirectory();
  }
}

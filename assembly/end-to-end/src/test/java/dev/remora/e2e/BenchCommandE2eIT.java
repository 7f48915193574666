// SPDX-License-Identifier: Apache-2.0
package dev.remora.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Benchmarks with as few rounds as possible: every figure is there, and none is absurd. How fast
 * anything is, a machine that runs tests cannot tell.
 */
class BenchCommandE2eIT {
  private static final Path HOME = Path.of(System.getProperty("remora.home")).toAbsolutePath();

  @TempDir private Path folder;

  private JsonNode bench(String... arguments) throws IOException, InterruptedException {
    Path json = folder.resolve("figures.json");
    Path log = folder.resolve("terminal");
    Path temporary = Files.createDirectories(folder.resolve("temporary"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Dremora.home=" + HOME.normalize());
    command.add("-Dremora.private-mounts=true");
    command.add("-jar");
    command.add(HOME.resolve("assembly/cli/target/remora-cli.jar").toString());
    command.add("bench");
    command.addAll(List.of(arguments));
    command.addAll(List.of("--json", json.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    for (JsonNode figure : report.path("figures")) {
      double median = figure.path("median").asDouble(Double.NaN);
      assertThat(median).as("%s", figure).isBetween(-60_000.0, 60_000.0);
      assertThat(figure.path("low").asDouble()).isLessThanOrEqualTo(median);
      assertThat(figure.path("high").asDouble()).isGreaterThanOrEqualTo(median);
    }
    assertThat(temporary).isEmptyDirectory();
    assertThat(whoNames(temporary)).isEmpty();
    assertThat(controlGroupsOf(process.pid())).isEmpty();
    return report;
  }

  /** Processes with that path among their arguments or in their environment. */
  private static List<String> whoNames(Path path) throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        for (String file : List.of("cmdline", "environ")) {
          try {
            String text = Files.readString(process.resolve(file), StandardCharsets.ISO_8859_1);
            if (text.contains(path.toString())) {
              found.add(process + " " + text.replace('\0', ' '));
            }
          } catch (IOException e) {
            // ended, or somebody else's
          }
        }
      }
    }
    return found;
  }

  private static List<Path> controlGroupsOf(long pid) throws IOException {
    Path root = Path.of("/sys/fs/cgroup");
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path group, BasicFileAttributes attributes) {
            if (group.endsWith("remora-bench-" + pid)) {
              found.add(group);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // another's, that has just been removed
          }
        });
    return found;
  }

  /** The median of a figure of ours. */
  private static double median(JsonNode report, String name, String condition) {
    return median(report, "remora", name, condition);
  }

  private static double median(JsonNode report, String subject, String name, String condition) {
    for (JsonNode figure : report.path("figures")) {
      if (figure.path("name").asText().equals(name)
          && figure.path("subject").asText().equals(subject)
          && figure.path("condition").asText().equals(condition)) {
        return figure.path("median").asDouble();
      }
    }
    throw new AssertionError("no figure " + name + " of " + subject + ", " + condition + report);
  }

  @Test
  void measuresWhatTheLayerWeighsAndHowItStarts() throws Exception {
    Path page = folder.resolve("page.md");
    JsonNode report =
        bench(
            "--rounds", "1", "--only", "size,start,memory,running", "--markdown", page.toString());
    assertThat(median(report, "zipped", "")).isBetween(5.0, 50.0);
    assertThat(median(report, "unzipped", "")).isBetween(20.0, 250.0);
    for (String where : List.of("one core", "7 % of a core")) {
      if (where.startsWith("7") && report.path("notes").toString().contains("control group")) {
        continue; // not allowed here, and said so
      }
      double register = median(report, "register", where);
      double next = median(report, "first-next", where);
      double ready = median(report, "ready-wall", where);
      assertThat(register).as("register, %s", where).isPositive();
      assertThat(next).as("next, %s", where).isGreaterThan(register);
      assertThat(ready).as("ready, %s", where).isGreaterThan(next);
      // A JVM does not start with less, and this one not with more, whatever else runs.
      assertThat(median(report, "ready-cpu", where)).as("CPU, %s", where).isBetween(20.0, 1_000.0);
    }
    if (!report.path("notes").toString().contains("control group")) {
      assertThat(median(report, "running-share", "7 % of a core")).isBetween(0.1, 80.0);
    }
    double whenReady = median(report, "resident", "when ready");
    assertThat(whenReady).isBetween(20.0, 150.0);
    assertThat(median(report, "anonymous", "when ready")).isBetween(3.0, whenReady);
    assertThat(median(report, "proportional", "when ready")).isBetween(3.0, whenReady + 1);
    assertThat(median(report, "resident-first-process", "when ready")).isBetween(1.0, 20.0);
    for (String when :
        List.of("after the first INVOKE", "after 100 invocations", "after 1,000 invocations")) {
      assertThat(median(report, "resident", when)).as(when).isBetween(whenReady - 5, 150.0);
    }
    assertThat(Files.readString(page)).contains("| exec → register received | one core | remora |");
  }

  @Test
  void measuresAnotherExtensionBesideIt() throws Exception {
    Path other = folder.resolve("another");
    Files.copy(Path.of(BenchCommandE2eIT.class.getResource("/e2e/extension").toURI()), other);
    assertThat(other.toFile().setExecutable(true)).isTrue();
    JsonNode report =
        bench("--rounds", "2", "--only", "next,post-runtime", "--extension", other.toString());
    for (String subject : List.of("remora", "another")) {
      for (String when : List.of("after a freeze of 50 ms", "back to back")) {
        assertThat(median(report, subject, "event-to-next", when)).isPositive();
      }
      assertThat(median(report, subject, "post-runtime", "")).isNotNegative();
    }
  }

  @Test
  void measuresWhatIsAddedToAColdStart() throws Exception {
    JsonNode report = bench("--rounds", "1", "--only", "cold-start-python,cold-start-java");
    boolean python = !report.path("notes").toString().contains("python3 is not installed");
    for (String function : python ? List.of("python", "java") : List.of("java")) {
      String name = "cold-start-" + function;
      double with = median(report, "remora", name, "one core");
      double without = median(report, "none", name, "one core");
      assertThat(without).as(name).isGreaterThan(5);
      assertThat(median(report, name + "-added", "one core")).isEqualTo(with - without);
    }
  }

  @Test
  void runsTheMicroBenchmarks() throws Exception {
    JsonNode report = bench("--rounds", "1", "--micro");
    for (String sampler : List.of("cpu", "all")) {
      assertThat(median(report, "sampling-round-cpu", sampler)).isBetween(5.0, 50_000.0);
      assertThat(median(report, "sampling-round-allocation", sampler)).isNotNegative();
    }
    for (String format : List.of("lz4", "gzip", "plain")) {
      for (String work : List.of("append", "read")) {
        double micros = median(report, "buffer-" + work, format);
        double rate = median(report, "buffer-" + work + "-rate", format);
        assertThat(micros * rate).as("bytes per batch").isBetween(65_500.0, 65_600.0);
      }
    }
    assertThat(median(report, "buffer-recovery", "")).isBetween(0.01, 10_000.0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.micro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.remora.bench.BenchException;
import dev.remora.bench.BenchRequest;
import dev.remora.bench.Progress;
import dev.remora.bench.process.Premises;
import dev.remora.bench.report.Figure;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the JMH benchmarks in a JVM of their own: they need classes of the agent, and JMH, that
 * nothing else here has on its class path.
 */
public final class MicroBenchmarks {
  private static final String MAIN = "dev.remora.bench.micro.MicroMain";
  private static final String CLASS_PATH = "micro.classpath";

  private MicroBenchmarks() {}

  /**
   * Runs them all; takes some minutes.
   *
   * @return the figures, in the order in which they are shown
   * @throws BenchException when they were not built, or one fails, with its output
   */
  public static List<Figure> run(BenchRequest request, Progress progress, Premises premises)
      throws IOException {
    Path results = premises.folder().resolve("jmh.json");
    ProcessBuilder builder =
        new ProcessBuilder(
            request.javaHome().resolve("bin/java").toString(),
            "-Djava.io.tmpdir=" + premises.folder(),
            "-cp",
            classPath(request.builtFolder()),
            MAIN,
            results.toString(),
            Integer.toString(request.rounds()));
    builder.environment().putAll(premises.mark());
    Process process = builder.redirectErrorStream(true).start();
    StringBuilder output = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        output.append(line).append('\n');
        if (line.startsWith("# Benchmark: ") || line.startsWith("# Parameters: ")) {
          progress.phase("micro, " + line.substring(line.lastIndexOf('.') + 1));
        }
        line = lines.readLine();
      }
      if (process.waitFor() != 0 || !Files.exists(results)) {
        throw new BenchException("the micro benchmarks failed:\n" + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    JsonNode read = new ObjectMapper().readTree(results.toFile());
    return JmhResults.figures(read);
  }

  private static String classPath(Path builtFolder) throws IOException {
    Path file = builtFolder.resolve(CLASS_PATH);
    if (!Files.isRegularFile(file)) {
      throw new BenchException("the micro benchmarks are not built: there is no " + file);
    }
    return builtFolder.resolve("test-classes")
        + File.pathSeparator
        + builtFolder.resolve("classes")
        + File.pathSeparator
        + Files.readString(file).strip();
  }
}

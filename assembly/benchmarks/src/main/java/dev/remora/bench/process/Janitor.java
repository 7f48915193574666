// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Cleans up after a benchmark however it ends, also by {@code kill -9}: a shell that waits for the
 * end of its input, which comes with the end of this JVM. It then kills every process that carries
 * the mark in its environment, and deletes the work folder. It outlives what a terminal sends to
 * all.
 */
public final class Janitor implements AutoCloseable {
  private static final String VARIABLE = "REMORA_BENCH_MARK";
  private static final long LIMIT_SECONDS = 30;

  private final String mark = UUID.randomUUID().toString();
  private final Path folder;
  private final Process shell;

  /** Makes a folder for the benchmark's files, and begins to wait. */
  public Janitor() throws IOException {
    folder = Files.createTempDirectory("remora-bench-");
    String script;
    try (InputStream in = Janitor.class.getResourceAsStream("janitor.sh")) {
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    shell =
        new ProcessBuilder("/bin/sh", "-c", script, "janitor", VARIABLE + "=" + mark, "" + folder)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  /** The folder that is deleted at the end. */
  public Path folder() {
    return folder;
  }

  /** A variable that everything which is started must have in its environment. */
  public Map<String, String> mark() {
    return Map.of(VARIABLE, mark);
  }

  /** Cleans up now. */
  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
      shell.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.process;

import dev.remora.local.ResourceLimits;
import dev.remora.local.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a benchmark takes of the machine and gives back however it ends, also by {@code kill -9}: a
 * folder, a control group, and the processes that carry its mark.
 */
public final class Premises implements AutoCloseable {
  private static final String VARIABLE = "REMORA_BENCH_MARK";

  private final String mark = UUID.randomUUID().toString();
  private final Path folder;
  private final ResourceLimits limits;
  private final Watchdog watchdog;

  /**
   * Takes them.
   *
   * @param memoryMegabytes memory size of the function whose share of the CPU the group gets
   * @param notes hears what cannot be had, a line
   */
  public Premises(int memoryMegabytes, Consumer<String> notes) throws IOException {
    folder = Files.createTempDirectory("remora-bench-");
    String name = "remora-bench-" + ProcessHandle.current().pid();
    limits = ResourceLimits.make(name, memoryMegabytes, notes);
    limits.limitCpu();
    watchdog = Watchdog.start(VARIABLE + "=" + mark, limits.folders(), List.of(folder), notes);
  }

  /** The folder that is deleted at the end. */
  public Path folder() {
    return folder;
  }

  /** A control group for what gets little of the CPU. */
  public ResourceLimits limits() {
    return limits;
  }

  /** A variable that everything which is started must have in its environment. */
  public Map<String, String> mark() {
    return Map.of(VARIABLE, mark);
  }

  @Override
  public void close() {
    limits.close();
    watchdog.close();
    delete(folder);
  }

  /** Deletes a folder with all that is in it. */
  public static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

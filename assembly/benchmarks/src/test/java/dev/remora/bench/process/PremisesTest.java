// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.local.Posix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class PremisesTest {
  private static final long LIMIT_NANOS = 30_000_000_000L;

  /** A benchmark that is in the middle of something: says what it has taken, and waits. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws Exception {
      Premises premises = new Premises(128, note -> {});
      ExtensionProcess sleeper =
          ExtensionProcess.start(
              new Posix(),
              script(premises.folder()),
              premises.mark(),
              premises.folder(),
              IntSupplier::getAsInt);
      System.out.println("folder " + premises.folder());
      for (Path group : premises.limits().folders()) {
        System.out.println("group " + group);
      }
      System.out.println("pid " + sleeper.pid());
      System.in.read();
    }

    private static Path script(Path folder) throws IOException {
      Path script = folder.resolve("sleeper");
      Files.writeString(script, "#!/bin/sh\nsleep 300\n");
      assertThat(script.toFile().setExecutable(true)).isTrue();
      return script;
    }
  }

  @Test
  void aKilledBenchmarkLeavesNoProcessNoFolderAndNoControlGroup() throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Path> taken = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && !line.startsWith("pid ")) {
        taken.add(Path.of(line.substring(line.indexOf(' ') + 1)));
        line = lines.readLine();
      }
      assertThat(line).as("what it said last").isNotNull();
      taken.add(Path.of("/proc", line.substring(4)));
      assertThat(taken).allMatch(Files::exists);
    } finally {
      victim.destroyForcibly().waitFor();
    }
    long end = System.nanoTime() + LIMIT_NANOS;
    while (taken.stream().anyMatch(PremisesTest::isThere)) {
      assertThat(System.nanoTime()).as("still there: " + taken).isLessThan(end);
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** A process that has ended counts as gone also where nobody reaps it. */
  private static boolean isThere(Path path) {
    try {
      return Files.exists(path)
          && !(path.startsWith("/proc") && Files.readString(path.resolve("stat")).contains(") Z "));
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void closingGivesEverythingBack() throws Exception {
    Path folder;
    List<Path> groups;
    try (Premises premises = new Premises(128, note -> {})) {
      folder = premises.folder();
      groups = premises.limits().folders();
      Files.writeString(Files.createDirectory(folder.resolve("a")).resolve("b"), "c");
    }
    assertThat(Stream.concat(Stream.of(folder), groups.stream())).noneMatch(Files::exists);
  }
}

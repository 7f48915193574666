// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenFilesTest {
  @TempDir private Path proc;
  private final byte[] buffer = new byte[4096];

  private String read(OpenFiles files, String path) {
    int length = files.read(path, buffer);
    return length < 0 ? null : new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static long descriptorsOn(String name) throws IOException {
    long count = 0;
    for (File link : new File("/proc/self/fd").listFiles()) {
      try {
        count += Files.readSymbolicLink(link.toPath()).toString().equals(name) ? 1 : 0;
      } catch (IOException e) {
        // closed meanwhile
      }
    }
    return count;
  }

  @Test
  void whatIsReadIsAlwaysNew() throws IOException {
    Path file = Files.writeString(proc.resolve("stat"), "cpu 1");
    OpenFiles files = new OpenFiles(proc.toString());
    assertThat(read(files, "stat")).isEqualTo("cpu 1");

    Files.writeString(file, "cpu 23");
    assertThat(read(files, "stat")).isEqualTo("cpu 23");
    Files.writeString(file, "cpu");
    assertThat(read(files, "stat")).isEqualTo("cpu");
  }

  @Test
  void onTheRealKernelToo() throws Exception {
    OpenFiles files = new OpenFiles("/proc");
    String first = read(files, "uptime");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (first.equals(read(files, "uptime"))) {
      assertThat(System.nanoTime()).as("the time stood still").isLessThan(end);
    }
  }

  @Test
  void aFileIsOpenedOnce() throws IOException {
    Path file = Files.writeString(proc.toRealPath().resolve("stat"), "cpu 1");
    OpenFiles files = new OpenFiles(proc.toString());
    for (int i = 0; i < 10; i++) {
      read(files, "stat");
    }
    assertThat(descriptorsOn(file.toString())).isEqualTo(1);
  }

  @Test
  void whatIsNotReadAnyMoreIsClosed() throws IOException {
    Path file = Files.writeString(proc.toRealPath().resolve("stat"), "cpu 1");
    OpenFiles files = new OpenFiles(proc.toString());
    read(files, "stat");
    files.closeUnused();
    assertThat(descriptorsOn(file.toString())).as("read since the beginning").isEqualTo(1);

    files.closeUnused();
    assertThat(descriptorsOn(file.toString())).isZero();
    assertThat(read(files, "stat")).isEqualTo("cpu 1");
  }

  @Test
  void tooManyFilesAreReadButNotKept() throws IOException {
    OpenFiles files = new OpenFiles(proc.toString());
    for (int i = 0; i < 200; i++) {
      Files.writeString(proc.resolve("f" + i), "text " + i);
      assertThat(read(files, "f" + i)).isEqualTo("text " + i);
    }
    assertThat(descriptorsOn(proc.toRealPath().resolve("f199").toString())).isZero();
    assertThat(read(files, "f199")).isEqualTo("text 199");
  }

  @Test
  void aProcessThatHasEndedIsNotThereAnyMore() throws Exception {
    OpenFiles files = new OpenFiles("/proc");
    Process process = new ProcessBuilder("sleep", "60").start();
    String path = process.pid() + "/stat";
    assertThat(read(files, path)).startsWith(process.pid() + " (");

    process.destroyForcibly();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(read(files, path)).isNull();
    assertThat(descriptorsOn("/proc/" + path)).isZero();
  }

  @Test
  void aMissingFileIsNotThereUntilItIs() throws IOException {
    OpenFiles files = new OpenFiles(proc.toString());
    assertThat(read(files, "stat")).isNull();

    Files.writeString(proc.resolve("stat"), "cpu 1");
    assertThat(read(files, "stat")).isEqualTo("cpu 1");
  }

  @Test
  void aFolderIsNoFile() throws IOException {
    Files.createDirectory(proc.resolve("stat"));

    assertThat(read(new OpenFiles(proc.toString()), "stat")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"stat", "meminfo", "net/dev", "net/snmp", "1/stat", "1/statm", "1/status"})
  void filesThatAreWrittenAnewEachTimeMayBeKept(String path) {
    assertThat(OpenFiles.mayBeKept(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1/environ", "1/smaps_rollup", "1/maps", "self/auxv", "1/cmdline", "kmsg"})
  void filesOfTheMemoryOfAProcessAndQueuesMayNot(String path) {
    assertThat(OpenFiles.mayBeKept(path)).isFalse();
  }

  @Test
  void aThreadFromWhichTheSamplingWasTakenDisturbsNobody() throws Exception {
    Path file = Files.writeString(proc.toRealPath().resolve("stat"), "cpu 1");
    LiveProc live = new LiveProc(proc.toString());
    live.scan(new ProcessScan(false));
    live.read("stat", buffer);
    assertThat(descriptorsOn(file.toString())).isEqualTo(1);

    byte[] others = new byte[64];
    int length = CompletableFuture.supplyAsync(() -> live.read("stat", others)).get();
    assertThat(new String(others, 0, length, StandardCharsets.ISO_8859_1)).isEqualTo("cpu 1");
    assertThat(descriptorsOn(file.toString())).as("the other one's is closed again").isEqualTo(1);
  }

  @Test
  void theThreadThatScansHasTheOpenFiles() throws Exception {
    Path file = Files.writeString(proc.toRealPath().resolve("stat"), "cpu 1");
    LiveProc live = new LiveProc(proc.toString());
    CompletableFuture.runAsync(() -> live.scan(new ProcessScan(false))).get();
    live.read("stat", buffer);
    assertThat(descriptorsOn(file.toString())).as("not of this thread").isZero();

    live.scan(new ProcessScan(false));
    live.read("stat", buffer);
    assertThat(descriptorsOn(file.toString())).isEqualTo(1);
  }
}

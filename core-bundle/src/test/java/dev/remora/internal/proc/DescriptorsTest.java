// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorsTest {
  @TempDir private Path proc;

  private void open(String process, int count) throws IOException {
    Path folder = Files.createDirectories(proc.resolve(process).resolve("fd"));
    for (int i = 0; i < count; i++) {
      Files.createFile(folder.resolve(Integer.toString(i)));
    }
  }

  @Test
  void theSizeOfAFolderIsNotTakenForANumberOfDescriptorsWhereItIsNone() throws IOException {
    open("self", 3);
    open("20", 7);

    assertThat(new LiveProc(proc.toString()).descriptors(20)).isEqualTo(7);
  }

  @Test
  void aProcessThatHasEndedHasNoNumber() throws IOException {
    open("self", 3);

    assertThat(new LiveProc(proc.toString()).descriptors(20)).isEqualTo(-1);
    assertThat(new LiveProc("/proc").descriptors(Integer.MAX_VALUE)).isEqualTo(-1);
  }

  @Test
  void aProcessMayHaveNone() throws IOException {
    open("self", 3);
    open("20", 0);

    assertThat(new LiveProc(proc.toString()).descriptors(20)).isZero();
  }

  @Test
  void onTheRealKernelTheNumberIsThatOfTheLinksInTheFolder() throws Exception {
    Process cat = new ProcessBuilder("cat").start();
    List<InputStream> own = new ArrayList<>();
    try {
      // What has answered has opened all that it needs.
      cat.getOutputStream().write('a');
      cat.getOutputStream().flush();
      assertThat(cat.getInputStream().read()).isEqualTo('a');
      int pid = (int) cat.pid();
      LiveProc files = new LiveProc("/proc");
      assertThat(files.descriptors(pid))
          .as("of a process that opens nothing more")
          .isEqualTo(new File("/proc/" + pid + "/fd").list().length);

      int self = (int) ProcessHandle.current().pid();
      int before = files.descriptors(self);
      for (int i = 0; i < 50; i++) {
        own.add(Files.newInputStream(Path.of("/dev/null")));
      }
      assertThat(files.descriptors(self)).isBetween(before + 45, before + 55);
    } finally {
      cat.destroyForcibly();
      for (InputStream file : own) {
        file.close();
      }
    }
  }
}

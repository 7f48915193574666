// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {

  @TempDir Path proc;

  private void process(int pid, long peakKilobytes) throws IOException {
    Files.writeString(
        Files.createDirectories(proc.resolve(Integer.toString(pid))).resolve("status"),
        "Name:\tbash\nVmPeak:\t    9999 kB\nVmHWM:\t    " + peakKilobytes + " kB\nVmRSS:\t 1 kB\n");
  }

  @Test
  void peaksAreSummedAndTheHighestSumStays() throws IOException {
    ResidentMemory memory = new ResidentMemory(proc);
    process(1, 3_000);
    process(2, 2_000);
    Files.createDirectories(proc.resolve("3")); // ended while it was looked at

    assertThat(memory.peakBytes(List.of(1, 2, 3))).isEqualTo(5_000 * 1_024);
    assertThat(memory.peakBytes(List.of(1))).isEqualTo(5_000 * 1_024);
    process(1, 6_000);
    assertThat(memory.peakBytes(List.of(1))).isEqualTo(6_000 * 1_024);
  }

  @Test
  void thisProcessHasAPeak() {
    int self = (int) ProcessHandle.current().pid();

    assertThat(new ResidentMemory(Path.of("/proc")).peakBytes(List.of(self)))
        .isGreaterThan(10_000_000);
  }
}

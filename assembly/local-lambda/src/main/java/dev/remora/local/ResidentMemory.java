// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much memory the processes of an environment have used at most: the sum of their peak resident
 * sizes, {@code VmHWM} in {@code /proc/PID/status}. More than was ever used at one time, since
 * peaks come at different times and shared pages count for each process.
 */
final class ResidentMemory {

  private static final String PEAK = "VmHWM:";

  private final Path proc;
  private long highest;

  ResidentMemory(Path proc) {
    this.proc = proc;
  }

  /**
   * Looks, and remembers.
   *
   * @param pids whose memory; those that have ended count with what was seen before
   * @return bytes, never less than before
   */
  synchronized long peakBytes(List<Integer> pids) {
    long sum = 0;
    for (int pid : pids) {
      sum += peakBytes(pid);
    }
    highest = Math.max(highest, sum);
    return highest;
  }

  private long peakBytes(int pid) {
    try {
      for (String line : Files.readAllLines(proc.resolve(pid + "/status"))) {
        if (line.startsWith(PEAK)) {
          String kilobytes = line.substring(PEAK.length(), line.lastIndexOf(' ')).trim();
          return Long.parseLong(kilobytes) * 1_024;
        }
      }
    } catch (IOException e) {
      // ended
    }
    return 0;
  }
}

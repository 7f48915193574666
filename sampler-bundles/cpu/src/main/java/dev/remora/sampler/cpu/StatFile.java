// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.proc.ProcScanner;
import java.util.Arrays;

/** One reading of {@code /proc/stat}: the sum, and each logical CPU where the reading has them. */
final class StatFile {
  private final CpuTimes total = new CpuTimes();
  private CpuTimes[] times = new CpuTimes[0];
  private int[] numbers = new int[0];
  private int count;

  /**
   * Reads the lines that begin with {@code cpu}.
   *
   * @return false, with unusable content, when one of them is garbled or the first one missing
   */
  boolean read(ProcScanner file) {
    count = 0;
    if (!file.skip("cpu ") || !total.read(file)) {
      return false;
    }
    while (file.nextLine() && file.skip("cpu")) {
      long number = file.nextNumber();
      if (number < 0 || number > Short.MAX_VALUE) {
        return false;
      }
      makeRoom();
      numbers[count] = (int) number;
      if (!times[count].read(file)) {
        return false;
      }
      count++;
    }
    return true;
  }

  /** All CPUs together. */
  CpuTimes total() {
    return total;
  }

  /** Number of logical CPUs; 0 in a reading of the start script, which has the sum only. */
  int cpus() {
    return count;
  }

  /** The kernel's number of the {@code i}-th logical CPU; there may be gaps. */
  int number(int i) {
    return numbers[i];
  }

  /** The times of the {@code i}-th logical CPU. */
  CpuTimes cpu(int i) {
    return times[i];
  }

  private void makeRoom() {
    if (count == times.length) {
      times = Arrays.copyOf(times, count + 4);
      numbers = Arrays.copyOf(numbers, count + 4);
      for (int i = count; i < times.length; i++) {
        times[i] = new CpuTimes();
      }
    }
  }
}

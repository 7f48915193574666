// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.proc.ProcScanner;

/**
 * The numbers of one {@code cpu} line of {@code /proc/stat} (proc_stat(5)), in ticks since boot.
 */
final class CpuTimes {
  private static final int KNOWN_COLUMNS = 8;
  private static final int LEAST_COLUMNS = 4;
  private static final CpuMode[] MODES = CpuMode.values();

  private final long[] columns = new long[KNOWN_COLUMNS];
  private final long[] ticks = new long[CpuMode.COUNT];

  /**
   * Reads the columns behind the label: user nice system idle iowait irq softirq steal. Kernels
   * have had from 4 to 10 of them; missing ones are 0. The last two, guest and guest_nice, are left
   * alone because the kernel has already added them to user and nice.
   *
   * @return false, with unusable content, when the line is garbled
   */
  boolean read(ProcScanner line) {
    int count = 0;
    while (count < KNOWN_COLUMNS && !line.atLineEnd()) {
      long number = line.nextNumber();
      if (number < 0) {
        return false;
      }
      columns[count++] = number;
    }
    if (count < LEAST_COLUMNS) {
      return false;
    }
    while (count < KNOWN_COLUMNS) {
      columns[count++] = 0;
    }
    ticks[CpuMode.USER.ordinal()] = columns[0];
    ticks[CpuMode.NICE.ordinal()] = columns[1];
    ticks[CpuMode.SYSTEM.ordinal()] = columns[2];
    ticks[CpuMode.IDLE.ordinal()] = columns[3];
    ticks[CpuMode.IOWAIT.ordinal()] = columns[4];
    ticks[CpuMode.INTERRUPT.ordinal()] = columns[5] + columns[6];
    ticks[CpuMode.STEAL.ordinal()] = columns[7];
    return true;
  }

  /** Ticks in a mode since an earlier reading; 0 where the counter went down, as iowait may. */
  long since(CpuTimes earlier, CpuMode mode) {
    int i = mode.ordinal();
    return Math.max(0, ticks[i] - earlier.ticks[i]);
  }

  /** Ticks of work since boot. */
  long busy() {
    long busy = 0;
    for (CpuMode mode : MODES) {
      busy += mode.busy() ? ticks[mode.ordinal()] : 0;
    }
    return busy;
  }

  /** Whether a counter of work went down since an earlier reading: they were set back. */
  boolean wasReset(CpuTimes earlier) {
    for (CpuMode mode : MODES) {
      int i = mode.ordinal();
      if (mode.busy() && ticks[i] < earlier.ticks[i]) {
        return true;
      }
    }
    return false;
  }
}

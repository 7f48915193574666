// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import java.util.Arrays;

/**
 * How busy the busiest logical CPU was over the time of a {@link LoadWindow}: near 1 beside a load
 * well below 1, a single thread is what the function waits for.
 */
final class BusiestCore {
  private long[] busyTicks = new long[0];
  private int[] numbers = new int[0];
  private int count;

  /** Begins anew at this reading. */
  void begin(StatFile reading) {
    count = reading.cpus();
    if (count > numbers.length) {
      numbers = Arrays.copyOf(numbers, count);
      busyTicks = Arrays.copyOf(busyTicks, count);
    }
    for (int i = 0; i < count; i++) {
      numbers[i] = reading.number(i);
      busyTicks[i] = reading.cpu(i).busy();
    }
  }

  /**
   * Busy time of the busiest CPU since the beginning, divided by the time passed; a tick too many
   * is cut off at 1.
   *
   * @param ticks time passed since the beginning
   * @return -1 where either reading has the sum alone, or CPUs were switched on or off in between
   */
  double share(StatFile reading, double ticks) {
    if (count == 0 || reading.cpus() != count) {
      return -1;
    }
    long most = 0;
    for (int i = 0; i < count; i++) {
      if (reading.number(i) != numbers[i]) {
        return -1;
      }
      most = Math.max(most, reading.cpu(i).busy() - busyTicks[i]);
    }
    return Math.min(1, most / ticks);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.PluginLog;

/**
 * Sums up, over all intervals without a freeze, what the kernel accounted for and what it did not:
 * whether a host's throttling shows as steal, as time that is missing, or as longer busy time
 * differs by platform, and this tells which. One line in the debug log at the end.
 */
final class Accounting {
  private static final CpuMode[] MODES = CpuMode.values();

  private double expectedSeconds;
  private double busySeconds;
  private double stolenSeconds;
  private double accountedSeconds;

  /** Adds one interval. */
  void add(CpuTimes now, CpuTimes before, long nanos, int cpus, int ticksPerSecond) {
    for (CpuMode mode : MODES) {
      double seconds = (double) now.since(before, mode) / ticksPerSecond;
      accountedSeconds += seconds;
      busySeconds += mode.busy() ? seconds : 0;
      stolenSeconds += mode == CpuMode.STEAL ? seconds : 0;
    }
    expectedSeconds += cpus * (nanos / 1e9);
  }

  /** Writes the line; nothing when no interval was added. */
  void report(PluginLog log) {
    if (expectedSeconds > 0) {
      log.debug(
          "of "
              + millis(expectedSeconds)
              + " ms of CPU time in sight, "
              + millis(busySeconds)
              + " ms were busy, "
              + millis(stolenSeconds)
              + " ms stolen, "
              + millis(Math.max(0, expectedSeconds - accountedSeconds))
              + " ms not accounted for by the kernel");
    }
  }

  private static long millis(double seconds) {
    return Math.round(seconds * 1000);
  }
}

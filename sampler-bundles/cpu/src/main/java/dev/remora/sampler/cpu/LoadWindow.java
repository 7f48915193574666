// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import java.util.Arrays;

/**
 * The time over which load is evaluated. CPU time is counted in ticks of 10 ms, and one tick within
 * 100 ms is 138 % of the share of a 128 MB function: load over a short time is noise. Neighbouring
 * samples are therefore merged until the share amounts to {@value #LEAST_TICKS} ticks.
 */
final class LoadWindow {
  private static final int LEAST_TICKS = 10;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final CpuMode[] MODES = CpuMode.values();

  private final long[] ticks = new long[CpuMode.COUNT];
  private boolean open;
  private long nanos;
  private long lastNanos;

  /** Begins anew at a reading taken at that monotonic time. */
  void begin(long monotonicNanos) {
    Arrays.fill(ticks, 0);
    nanos = 0;
    lastNanos = monotonicNanos;
    open = true;
  }

  /** Ends without a successor: the next reading is a beginning. */
  void close() {
    open = false;
  }

  /** Whether there is a beginning that the next reading can be compared with. */
  boolean isOpen() {
    return open;
  }

  /** Adds what happened between the previous reading and the one at that monotonic time. */
  void add(CpuTimes now, CpuTimes before, long monotonicNanos) {
    for (CpuMode mode : MODES) {
      ticks[mode.ordinal()] += now.since(before, mode);
    }
    nanos += Math.max(0, monotonicNanos - lastNanos);
    lastNanos = monotonicNanos;
  }

  /**
   * Whether it is long enough. Rounded to whole ticks, because a timer that fires a fraction of a
   * millisecond early would otherwise cost every other value.
   */
  boolean isFull(double allottedCpus, int ticksPerSecond) {
    return Math.round(shareTicks(allottedCpus, ticksPerSecond)) >= LEAST_TICKS;
  }

  /** Busy time divided by the time that so many CPUs give. */
  double load(double allottedCpus, int ticksPerSecond) {
    long busy = 0;
    for (CpuMode mode : MODES) {
      busy += mode.busy() ? ticks[mode.ordinal()] : 0;
    }
    return busy / shareTicks(allottedCpus, ticksPerSecond);
  }

  /** Time in a mode divided by the time that so many CPUs give; a tick too many is cut off at 1. */
  double utilization(CpuMode mode, int visibleCpus, int ticksPerSecond) {
    return Math.min(1, ticks[mode.ordinal()] / shareTicks(visibleCpus, ticksPerSecond));
  }

  /** How long it is, in ticks that one CPU has in that time. */
  double ticks(int ticksPerSecond) {
    return shareTicks(1, ticksPerSecond);
  }

  private double shareTicks(double cpus, int ticksPerSecond) {
    return cpus * ticksPerSecond * (nanos / NANOS_PER_SECOND);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

/**
 * What held an invocation up, if anything. The first that is true holds (telemetry reference, 3.4
 * step 10).
 */
public enum Verdict {
  /** The memory was nearly used up. */
  MEMORY_BOUND("memory_bound"),
  /** The CPU share was used up at least half of the time: more memory would make it faster. */
  CPU_BOUND("cpu_bound"),
  /** One core was full while others idled: more memory does not help, more threads would. */
  SINGLE_THREAD_BOUND("single_thread_bound"),
  /** The network ran at a ceiling, or lost much. */
  NETWORK_BOUND("network_bound"),
  /** It waited for others most of the time. */
  WAITING("waiting"),
  /** Nothing stands out. */
  BALANCED("balanced");

  private static final double MOSTLY_SATURATED = 0.5;
  private static final int LEAST_WINDOWS = 2;
  private static final double HALF_OF_THE_TIME = 0.5;
  private static final double CEILING = 0.9;
  private static final double LITTLE_LOAD = 0.25;

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** The word as it is exported. */
  public String word() {
    return word;
  }

  /**
   * The verdict; null when what was measured is not enough for any.
   *
   * @param outOfMemory whether the platform says that the memory did not suffice
   * @param seconds how long the function ran
   */
  static Verdict of(
      CpuUse cpu, NetworkUse network, MemoryUse memory, boolean outOfMemory, double seconds) {
    // Comparisons with what is unknown are false.
    if (outOfMemory || memory.isBound(seconds)) {
      return MEMORY_BOUND;
    }
    if (cpu.saturation() >= MOSTLY_SATURATED && cpu.windows() >= LEAST_WINDOWS) {
      return CPU_BOUND;
    }
    if (cpu.share() >= 1 && cpu.singleCore() >= HALF_OF_THE_TIME && cpu.loadAverage() < CEILING) {
      return SINGLE_THREAD_BOUND;
    }
    if (network.isBound()) {
      return NETWORK_BOUND;
    }
    if (Double.isNaN(cpu.loadAverage())) {
      return null;
    }
    return cpu.loadAverage() < LITTLE_LOAD ? WAITING : BALANCED;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

/**
 * What an invocation needed of the memory (telemetry reference, 3.4 step 9). Bytes; NaN where
 * unknown.
 *
 * @param configured the function's memory size
 * @param functionPeak most resident memory of the function's processes
 * @param agentPeak most resident memory of Remora's processes
 * @param usedPeak most memory in use in the sandbox, the kernel's included
 * @param availableMin least memory that was available
 * @param reportedPeak the platform's figure: the most that the sandbox has ever used
 * @param majorFaults page faults of the function that waited for a disk, a number
 */
record MemoryUse(
    double configured,
    double functionPeak,
    double agentPeak,
    double usedPeak,
    double availableMin,
    double reportedPeak,
    double majorFaults) {
  private static final double NEARLY_ALL = 0.90;

  /** So many a second over the whole invocation, and not with a quarter of the memory to spare. */
  private static final double MANY_FAULTS = 100;

  private static final double ENOUGH_TO_SPARE = 0.75;

  static MemoryUse of(Ticks ticks, double configured, double reportedPeak) {
    double used = ticks.extreme(Signal.MEMORY_USED);
    return new MemoryUse(
        configured,
        ticks.extreme(Signal.FUNCTION_MEMORY),
        ticks.extreme(Signal.AGENT_MEMORY),
        used,
        ticks.extreme(Signal.MEMORY_LIMIT) - used,
        reportedPeak,
        ticks.total(Signal.MAJOR_FAULTS));
  }

  /** The larger of the platform's figure and the function's resident memory; NaN when unknown. */
  double peak() {
    return larger(reportedPeak, functionPeak);
  }

  /** Peak over memory size; NaN when unknown. */
  double peakRatio() {
    return peak() / configured;
  }

  /** What the memory size must hold: the platform counts Remora's memory, too. */
  double needed() {
    return larger(reportedPeak, Double.isNaN(agentPeak) ? functionPeak : functionPeak + agentPeak);
  }

  /** Whether memory held the function up in so many seconds. */
  boolean isBound(double seconds) {
    boolean thrashing = majorFaults >= MANY_FAULTS * Math.max(1, seconds);
    return peakRatio() >= NEARLY_ALL || thrashing && !(peakRatio() < ENOUGH_TO_SPARE);
  }

  private static double larger(double a, double b) {
    if (Double.isNaN(a)) {
      return b;
    }
    return Double.isNaN(b) ? a : Math.max(a, b);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import java.util.List;

/**
 * What an invocation used and what that means. What cannot be said for want of data is NaN or null.
 *
 * @param facts what is known besides readings
 * @param observedSeconds from the first to the last reading
 * @param samples number of readings
 * @param cpu use of the processor
 * @param network use of the network
 * @param memory use of the memory
 * @param peaks the most of other things
 * @param verdict what held it up; null when unknown
 * @param hint a better memory size; null when unknown
 */
public record InvocationSummary(
    InvocationFacts facts,
    double observedSeconds,
    int samples,
    CpuUse cpu,
    NetworkUse network,
    MemoryUse memory,
    Peaks peaks,
    Verdict verdict,
    SizeHint hint) {
  /** What others use of a shared machine is looked away from when it is more than that. */
  private static final double NOTEWORTHY_FOREIGN_SHARE = 0.05;

  /**
   * The most of what is limited otherwise than by size; NaN where unknown.
   *
   * @param tmpUsed bytes in {@code /tmp}
   * @param tmpFree least bytes free in {@code /tmp}
   * @param tmpSize bytes that {@code /tmp} has
   * @param descriptors open descriptors of the function
   * @param threads threads of the function
   */
  record Peaks(double tmpUsed, double tmpFree, double tmpSize, double descriptors, double threads) {
    static Peaks of(Ticks ticks) {
      double used = ticks.extreme(Signal.TMP_USED);
      double free = ticks.extreme(Signal.TMP_FREE);
      return new Peaks(
          used,
          free,
          used + free + ticks.extreme(Signal.TMP_RESERVED),
          ticks.extreme(Signal.FUNCTION_DESCRIPTORS),
          ticks.extreme(Signal.FUNCTION_THREADS));
    }
  }

  /** Draws the conclusions. */
  public static InvocationSummary of(InvocationFacts facts, Ticks ticks) {
    double told = ticks.extreme(Signal.VISIBLE_CPUS);
    int cpus = Double.isNaN(told) ? facts.visibleCpus() : (int) told;
    double share = facts.function().allottedCpus(cpus);
    double observed = ticks.observedSeconds();
    double seconds = Double.isNaN(facts.runtimeDuration()) ? observed : facts.runtimeDuration();
    int megabytes = facts.function().memoryMegabytes();
    boolean foreign =
        facts.machineShared()
            && CpuUse.unattributed(ticks) > NOTEWORTHY_FOREIGN_SHARE * cpus * observed;
    List<Window> windows = Window.of(ticks, share, cpus, foreign);
    boolean[] saturated = Saturation.of(windows, share);
    CpuUse cpu = CpuUse.of(ticks, windows, saturated, foreign, share, cpus, seconds);
    NetworkUse network = NetworkUse.of(ticks);
    MemoryUse memory =
        MemoryUse.of(
            ticks, megabytes <= 0 ? Double.NaN : megabytes * 1_048_576.0, facts.reportedPeak());
    return new InvocationSummary(
        facts,
        observed,
        ticks.samples(),
        cpu,
        network,
        memory,
        Peaks.of(ticks),
        Verdict.of(cpu, network, memory, facts.outOfMemory(), seconds),
        SizeHint.of(
            windows,
            saturated,
            cpu,
            megabytes,
            memory.needed(),
            SizeHint.Confidence.of(windows.size(), facts.measuredBefore())));
  }

  /** Whether there was a window, so that later hints are surer. */
  public boolean isMeasured() {
    return cpu.windows() > 0;
  }

  /** How long function and extensions took; what was observed where the platform did not say. */
  double seconds() {
    if (!Double.isNaN(facts.duration())) {
      return facts.duration();
    }
    return Double.isNaN(facts.runtimeDuration()) ? observedSeconds : facts.runtimeDuration();
  }

  /** What extensions added behind the function, seconds; NaN when unknown. */
  double postRuntimeSeconds() {
    return Math.max(0, facts.duration() - facts.runtimeDuration());
  }

  /** {@code full}, {@code partial} where a source is missing, {@code coarse} without a window. */
  String quality() {
    if (cpu.windows() == 0) {
      return "coarse";
    }
    return missing().isEmpty() ? "full" : "partial";
  }

  /** Sources that told nothing, words separated by commas; empty when all did. */
  String missing() {
    StringBuilder missing = new StringBuilder();
    note(missing, Double.isNaN(cpu.user()), "cpu");
    note(missing, Double.isNaN(cpu.function()), "processes");
    note(missing, Double.isNaN(network.total()), "network");
    note(missing, Double.isNaN(memory.peak()), "memory");
    note(missing, facts.report() == null, "platform");
    return missing.toString();
  }

  private static void note(StringBuilder missing, boolean isMissing, String word) {
    if (isMissing) {
      missing.append(missing.isEmpty() ? "" : ",").append(word);
    }
  }
}

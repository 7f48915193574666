// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import dev.remora.api.ExecutionEnvironment;
import java.util.List;

/**
 * The memory size that one invocation speaks for (telemetry reference, 3.4 step 11, refined: see
 * docs/decisions). A saturated window is all computing; any other is taken apart into computing and
 * waiting, which no memory size shortens. Computing takes its work divided by the smaller of the
 * share and the parallelism that was observed. The price of a size is memory × time.
 *
 * @param megabytes the size; the one it has when no other is better
 * @param costRatio what it would cost, over what it costs now
 * @param timeRatio how long it would take, over how long it takes now
 * @param confidence how sure that is
 */
record SizeHint(int megabytes, double costRatio, double timeRatio, Confidence confidence) {
  private static final int[] CANDIDATES = {
    128, 256, 512, 1024, 1536, 1769, 2048, 3008, 4096, 6144, 8192, 10240
  };

  /** The most CPUs that a function can have. */
  private static final double MOST_CPUS = 6;

  private static final double MEMORY_TO_SPARE = 1.25;

  /** A size at which the function would be this much slower is not proposed, however cheap. */
  private static final double SLOWEST = 1.25;

  /** Costs that differ by less are the same, then the faster one is better. */
  private static final double TIE = 0.03;

  /** A load that high was no share: initialisation is boosted, whatever the memory size. */
  private static final double BOOSTED = 1.5;

  /** How sure a hint is: one invocation is weak evidence. */
  enum Confidence {
    LOW("low"),
    MEDIUM("medium"),
    HIGH("high");

    private static final int SOME_WINDOWS = 10;
    private static final int SOME_INVOCATIONS = 10;

    private final String word;

    Confidence(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    /**
     * @param windows of this invocation
     * @param earlier invocations of the sandbox that were measured before this one
     */
    static Confidence of(int windows, long earlier) {
      if (windows < SOME_WINDOWS) {
        return LOW;
      }
      return earlier < SOME_INVOCATIONS ? MEDIUM : HIGH;
    }
  }

  /**
   * The hint; null when the size or the load is unknown.
   *
   * @param saturated which of the windows are
   * @param current the function's memory size, megabytes
   * @param needed bytes that it must hold; NaN when unknown: then no smaller size is proposed
   * @param confidence how sure the measurement makes it
   */
  static SizeHint of(
      List<Window> windows,
      boolean[] saturated,
      CpuUse cpu,
      int current,
      double needed,
      Confidence confidence) {
    if (windows.isEmpty() || current <= 0) {
      return null;
    }
    double leastMegabytes =
        Double.isNaN(needed) ? current : MEMORY_TO_SPARE * needed / (1024 * 1024);
    // Below one CPU nobody can tell how many threads would run.
    double parallelism = cpu.share() < 1 ? 1 : Math.max(1, cpu.cores());
    int count = CANDIDATES.length + 1;
    double[] times = new double[count];
    double cheapest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      int size = size(i, current);
      times[i] =
          size == current
              ? 1
              : timeRatio(windows, saturated, cpu.share(), share(size), parallelism);
      if (size < leastMegabytes || times[i] > SLOWEST) {
        times[i] = Double.POSITIVE_INFINITY;
      }
      cheapest = Math.min(cheapest, times[i] * size);
    }
    int best = -1;
    for (int i = 0; i < count; i++) {
      boolean cheap = times[i] * size(i, current) <= cheapest * (1 + TIE);
      if (cheap && (best < 0 || times[i] < times[best])) {
        best = i;
      }
    }
    if (Double.isInfinite(cheapest)) {
      return null; // no size holds that much
    }
    int size = size(best, current);
    return new SizeHint(
        size,
        times[best] * size / current,
        times[best],
        Double.isNaN(needed) ? Confidence.LOW : confidence);
  }

  private static int size(int index, int current) {
    return index == 0 ? current : CANDIDATES[index - 1];
  }

  private static double share(int megabytes) {
    return Math.min((double) megabytes / ExecutionEnvironment.MEGABYTES_PER_VCPU, MOST_CPUS);
  }

  private static double timeRatio(
      List<Window> windows,
      boolean[] saturated,
      double share,
      double newShare,
      double parallelism) {
    double speed = Math.min(share, parallelism);
    double newSpeed = Math.min(newShare, parallelism);
    double before = 0;
    double after = 0;
    for (int i = 0; i < windows.size(); i++) {
      Window window = windows.get(i);
      double seconds = window.seconds();
      double computing = saturated[i] ? seconds : Math.min(seconds, window.busy() / speed);
      boolean boosted = window.load(share) > BOOSTED;
      before += seconds;
      after += boosted ? seconds : seconds - computing + computing * speed / newSpeed;
    }
    return after / before;
  }
}

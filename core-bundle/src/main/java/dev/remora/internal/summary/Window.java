// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import java.util.ArrayList;
import java.util.List;

/**
 * A time over which a rate means something: so long that the function's share of CPU amounts to ten
 * kernel ticks, and without a freeze (telemetry reference, 2.3 and 3.4 step 2). Amounts are CPU
 * seconds.
 *
 * @param seconds its length
 * @param follows whether it begins where the window before it ends
 * @param busy CPU time of the whole sandbox
 * @param withheld CPU time that was stolen, or that the kernel cannot account for
 * @param busiestCore share of the window in which the busiest core was busy; NaN when unknown
 */
record Window(double seconds, boolean follows, double busy, double withheld, double busiestCore) {
  private static final int LEAST_KERNEL_TICKS = 10;
  private static final double KERNEL_TICKS_PER_SECOND = 100;

  double load(double share) {
    return busy / (share * seconds);
  }

  /** How many kernel ticks the share amounts to in a time. */
  static double ticks(double share, double seconds) {
    return share * seconds * KERNEL_TICKS_PER_SECOND;
  }

  /**
   * The windows of an invocation. What is left at the end of a stretch joins the window before it;
   * a stretch that is shorter than a window is left out.
   *
   * @param share CPUs that the function is allotted
   * @param cpus CPUs in sight
   * @param byProcesses whether the time of the sandbox's processes counts, and not that of the
   *     machine, which it shares with others
   */
  static List<Window> of(Ticks ticks, double share, double cpus, boolean byProcesses) {
    Signal signal = byProcesses ? Signal.FUNCTION_CPU : Signal.CPU_USER;
    List<Window> windows = new ArrayList<>();
    Window last = null; // of this stretch
    int from = 0;
    for (int i = 0; i <= ticks.count(); i++) {
      boolean ends = i == ticks.count() || ticks.broken(i);
      if (ends) {
        if (last != null && from < i && !Double.isNaN(ticks.value(signal, i - 1))) {
          Window rest = over(ticks, from, i, cpus, byProcesses, true);
          windows.set(windows.size() - 1, last.and(rest));
        }
        last = null;
        from = i + 1;
      } else if (!Double.isNaN(ticks.value(signal, i))) {
        Window window = over(ticks, from, i + 1, cpus, byProcesses, last != null);
        // Rounded: a timer that fires a fraction of a millisecond early costs no window.
        if (Math.round(ticks(share, window.seconds)) >= LEAST_KERNEL_TICKS) {
          windows.add(window);
          last = window;
          from = i + 1;
        }
      }
    }
    return windows;
  }

  private static Window over(
      Ticks ticks, int from, int to, double cpus, boolean byProcesses, boolean follows) {
    double seconds = 0;
    for (int i = from; i < to; i++) {
      seconds += ticks.seconds(i);
    }
    if (byProcesses) {
      double busy =
          sum(ticks, Signal.FUNCTION_CPU, from, to)
              + sum(ticks, Signal.AGENT_CPU, from, to)
              + sum(ticks, Signal.OTHER_CPU, from, to);
      return new Window(seconds, follows, busy, 0, Double.NaN);
    }
    double busy = sum(ticks, Signal.CPU_USER, from, to) + sum(ticks, Signal.CPU_SYSTEM, from, to);
    double steal = sum(ticks, Signal.CPU_STEAL, from, to);
    double idle = sum(ticks, Signal.CPU_IDLE, from, to);
    boolean complete = !Double.isNaN(ticks.value(Signal.CPU_IDLE, to - 1));
    double unaccounted = complete ? Math.max(0, cpus * seconds - busy - steal - idle) : 0;
    return new Window(seconds, follows, busy, steal + unaccounted, busiestCore(ticks, from, to));
  }

  private static double sum(Ticks ticks, Signal signal, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      double value = ticks.value(signal, i);
      sum += Double.isNaN(value) ? 0 : value;
    }
    return sum;
  }

  /** Each value is about the time since the one before it. */
  private static double busiestCore(Ticks ticks, int from, int to) {
    double sum = 0;
    double seconds = 0;
    double since = 0;
    for (int i = from; i < to; i++) {
      since += ticks.seconds(i);
      double value = ticks.value(Signal.BUSIEST_CORE, i);
      if (!Double.isNaN(value)) {
        sum += value * since;
        seconds += since;
        since = 0;
      }
    }
    return seconds == 0 ? Double.NaN : sum / seconds;
  }

  private Window and(Window rest) {
    double all = seconds + rest.seconds;
    double core = busiestCore;
    if (!Double.isNaN(rest.busiestCore)) {
      core =
          Double.isNaN(core)
              ? rest.busiestCore
              : (core * seconds + rest.busiestCore * rest.seconds) / all;
    }
    return new Window(all, follows, busy + rest.busy, withheld + rest.withheld, core);
  }
}

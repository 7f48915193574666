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
record Window(
    double seconds, boolean follows, double busy, double withheld, double busiestCore) {
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
   */
  static List<Window> of(Ticks ticks, double share, double cpus) {
    List<Window> windows = new ArrayList<>();
    Window last = null; // of this stretch
    int from = 0;
    for (int i = 0; i <= ticks.count(); i++) {
      boolean ends = i == ticks.count() || ticks.broken(i);
      if (ends) {
        if (last != null && from < i && !Double.isNaN(ticks.value(Signal.CPU_USER, i - 1))) {
          windows.set(windows.size() - 1, last.and(over(ticks, from, i, cpus, true)));
        }
        last = null;
        from = i + 1;
      } else if (!Double.isNaN(ticks.value(Signal.CPU_USER, i))) {
        Window window = over(ticks, from, i + 1, cpus, last != null);
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

  private static Window over(Ticks ticks, int from, int to, double cpus, boolean follows) {
    double seconds = 0;
    double busy = 0;
    double idle = Double.NaN;
    double steal = 0;
    double core = 0;
    double coreSeconds = 0;
    double sinceCore = 0;
    for (int i = from; i < to; i++) {
      seconds += ticks.seconds(i);
      busy += known(ticks.value(Signal.CPU_USER, i)) + known(ticks.value(Signal.CPU_SYSTEM, i));
      steal += known(ticks.value(Signal.CPU_STEAL, i));
      double idleHere = ticks.value(Signal.CPU_IDLE, i);
      idle = Double.isNaN(idleHere) ? idle : known(idle) + idleHere;
      // A value is about the time since the one before it.
      sinceCore += ticks.seconds(i);
      double coreHere = ticks.value(Signal.BUSIEST_CORE, i);
      if (!Double.isNaN(coreHere)) {
        core += coreHere * sinceCore;
        coreSeconds += sinceCore;
        sinceCore = 0;
      }
    }
    double accounted = busy + steal + known(idle);
    double unaccounted = Double.isNaN(idle) ? 0 : Math.max(0, cpus * seconds - accounted);
    return new Window(
        seconds,
        follows,
        busy,
        steal + unaccounted,
        coreSeconds == 0 ? Double.NaN : core / coreSeconds);
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

  private static double known(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}

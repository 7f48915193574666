// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import java.util.List;

/**
 * Which windows are saturated: the function could not have had more of the processor (telemetry
 * reference, 3.4 step 5). The kernel's ticks are coarse: a tick that is missing in one window is in
 * the next one. So a window that is short by no more than rounding is looked at together with its
 * neighbour.
 */
final class Saturation {
  private static final double FULL = 0.90;
  private static final double FULL_WHEN_WITHHELD = 0.75;
  private static final double WITHHELD = 0.25;

  /** User and system time are each rounded down, at both ends: by less than two ticks together. */
  private static final double MOST_ROUNDING_TICKS = 2;

  /** A load of whole ticks may miss its threshold by the last bit. */
  private static final double LAST_BIT = 1e-9;

  private Saturation() {}

  /** For each window whether it is saturated. */
  static boolean[] of(List<Window> windows, double share) {
    boolean[] saturated = new boolean[windows.size()];
    for (int i = 0; i < saturated.length; i++) {
      Window window = windows.get(i);
      boolean withNext = i + 1 < saturated.length && windows.get(i + 1).follows();
      saturated[i] =
          isFull(window, share)
              || window.follows() && areFull(windows.get(i - 1), window, window, share)
              || withNext && areFull(window, windows.get(i + 1), window, share);
    }
    return saturated;
  }

  private static boolean isFull(Window window, double share) {
    double load = window.load(share) + LAST_BIT;
    boolean withheld = share < 1 && window.withheld() / window.seconds() >= WITHHELD - LAST_BIT;
    return load >= FULL || withheld && load >= FULL_WHEN_WITHHELD;
  }

  private static boolean areFull(Window first, Window second, Window inQuestion, double share) {
    double rounding = MOST_ROUNDING_TICKS / Window.ticks(share, inQuestion.seconds());
    double seconds = first.seconds() + second.seconds();
    return inQuestion.load(share) + rounding >= FULL
        && (first.busy() + second.busy()) / (share * seconds) + LAST_BIT >= FULL;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import java.util.List;

/** Draws loads as one line of characters of rising height, from nothing to the whole share. */
final class LoadCurve {
  private static final String BLOCKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
  private static final String ASCII = "_.-:=+*#";

  private final String levels;
  private final int cells;

  /**
   * @param blocks whether Unicode's block characters can be shown
   * @param cells most characters of a curve
   */
  LoadCurve(boolean blocks, int cells) {
    this.levels = blocks ? BLOCKS : ASCII;
    this.cells = cells;
  }

  /** All characters beyond ASCII that a curve of blocks may hold. */
  static String characters() {
    return BLOCKS;
  }

  /**
   * The curve: a character for each load, or for the mean of neighbouring ones where there are more
   * loads than cells. What is above the whole share is drawn as the whole.
   */
  String draw(List<Double> loads) {
    int count = Math.min(cells, loads.size());
    StringBuilder curve = new StringBuilder(count);
    for (int cell = 0; cell < count; cell++) {
      int from = cell * loads.size() / count;
      int to = (cell + 1) * loads.size() / count;
      double sum = 0;
      for (double load : loads.subList(from, to)) {
        sum += Math.clamp(load, 0.0, 1.0);
      }
      curve.append(levels.charAt((int) Math.round(sum / (to - from) * (levels.length() - 1))));
    }
    return curve.toString();
  }
}

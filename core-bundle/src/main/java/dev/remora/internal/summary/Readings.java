// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import java.util.Arrays;

/**
 * What all samplers together read at one moment, by signal. One object for all rounds. Where two
 * plugins record the same signal, the first one counts. Used by the sampling thread alone.
 */
public final class Readings {
  private static final Signal[] SIGNALS = Signal.values();

  private final double[] values = new double[Signal.COUNT];
  private final Object[] sources = new Object[Signal.COUNT];

  public Readings() {
    Arrays.fill(values, Double.NaN);
  }

  /** Begins a round: forgets all values but those that are told once. */
  public void clear() {
    for (int i = 0; i < values.length; i++) {
      if (SIGNALS[i].merge() != Signal.Merge.KEEP) {
        values[i] = Double.NaN;
      }
    }
  }

  /**
   * Whether values of that signal are to come from that source; asked once per series.
   *
   * @param source what tells one plugin from another, by {@code equals}
   */
  public boolean claim(Signal signal, Object source) {
    int i = signal.ordinal();
    if (sources[i] == null) {
      sources[i] = source;
    }
    return sources[i].equals(source);
  }

  /** Adds a value: what was added since the previous round, or what is. Several add up. */
  public void record(Signal signal, double value) {
    int i = signal.ordinal();
    boolean first = Double.isNaN(values[i]) || signal.merge() == Signal.Merge.KEEP;
    values[i] = first ? value : values[i] + value;
  }

  /** The value of this round; NaN where nobody recorded one. */
  public double get(Signal signal) {
    return values[signal.ordinal()];
  }
}

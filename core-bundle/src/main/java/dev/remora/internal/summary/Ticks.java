// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import java.util.Arrays;

/**
 * The readings of one invocation: a baseline, then intervals, each with what was added in it or
 * what was at its end. Bounded: when there is room for no more, neighbouring intervals are made
 * one, two at a time, and from then on twice as many readings go into each; no amount is lost by
 * that, and the room for an invocation of 15 minutes is that for one of 2. One object for many
 * invocations. Not thread-safe.
 */
public final class Ticks {
  /** Even; at ten readings a second there are 100 s at full resolution. */
  static final int MOST = 1024;

  private static final int FIRST_ROOM = 64;
  private static final Signal[] SIGNALS = Signal.values();

  private final double[][] values = new double[Signal.COUNT][];
  private final double[] baseline = new double[Signal.COUNT];
  private long[] nanos = new long[FIRST_ROOM];
  private boolean[] broken = new boolean[FIRST_ROOM];
  private long startNanos;
  private int count;
  private int samples;
  private int perInterval;
  private int inLast;

  /** Begins an invocation: what there was before it is forgotten, these readings are its start. */
  public void begin(long monotonicNanos, Readings readings) {
    startNanos = monotonicNanos;
    count = 0;
    samples = 1;
    perInterval = 1;
    inLast = 0;
    for (int i = 0; i < SIGNALS.length; i++) {
      // What was added before the beginning belongs to somebody else.
      boolean isState = SIGNALS[i].merge() != Signal.Merge.SUM;
      baseline[i] = isState ? readings.get(SIGNALS[i]) : Double.NaN;
    }
  }

  /**
   * Adds the interval since the previous readings.
   *
   * @param unbroken whether it was without a freeze or a step of the clock, so that a rate over it
   *     means something
   */
  public void add(long monotonicNanos, boolean unbroken, Readings readings) {
    samples++;
    if (inLast > 0 && inLast < perInterval) {
      mergeIntoLast(monotonicNanos, unbroken, readings);
      return;
    }
    if (count == MOST) {
      halve();
    }
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, Math.min(MOST, count * 2));
      broken = Arrays.copyOf(broken, nanos.length);
    }
    nanos[count] = monotonicNanos;
    broken[count] = !unbroken;
    for (int i = 0; i < SIGNALS.length; i++) {
      if (SIGNALS[i].merge() == Signal.Merge.KEEP) {
        baseline[i] = readings.get(SIGNALS[i]);
      } else {
        set(i, count, readings.get(SIGNALS[i]));
      }
    }
    count++;
    inLast = 1;
  }

  /** Room is taken for those signals only that somebody records. */
  private void set(int signal, int interval, double value) {
    double[] of = values[signal];
    if (of == null) {
      if (Double.isNaN(value)) {
        return;
      }
      of = new double[nanos.length];
      Arrays.fill(of, 0, interval, Double.NaN);
    } else if (of.length < nanos.length) {
      of = Arrays.copyOf(of, nanos.length);
    }
    values[signal] = of;
    of[interval] = value;
  }

  private void mergeIntoLast(long monotonicNanos, boolean unbroken, Readings readings) {
    int last = count - 1;
    long before = nanos[last] - start(last);
    long added = monotonicNanos - nanos[last];
    nanos[last] = monotonicNanos;
    broken[last] |= !unbroken;
    for (int i = 0; i < SIGNALS.length; i++) {
      if (SIGNALS[i].merge() != Signal.Merge.KEEP) {
        double value = readings.get(SIGNALS[i]);
        set(i, last, merged(SIGNALS[i].merge(), value(i, last), before, value, added));
      }
    }
    inLast++;
  }

  private void halve() {
    for (int i = 0; i < SIGNALS.length; i++) {
      double[] of = values[i];
      for (int pair = 0; of != null && pair < count / 2; pair++) {
        int second = 2 * pair + 1;
        long firstNanos = nanos[second - 1] - start(second - 1);
        long secondNanos = nanos[second] - nanos[second - 1];
        of[pair] = merged(SIGNALS[i].merge(), of[second - 1], firstNanos, of[second], secondNanos);
      }
    }
    for (int pair = 0; pair < count / 2; pair++) {
      nanos[pair] = nanos[2 * pair + 1];
      broken[pair] = broken[2 * pair] || broken[2 * pair + 1];
    }
    count /= 2;
    perInterval *= 2;
  }

  private static double merged(Signal.Merge how, double a, long aNanos, double b, long bNanos) {
    if (Double.isNaN(a)) {
      return b;
    }
    if (Double.isNaN(b)) {
      return a;
    }
    return switch (how) {
      case SUM -> a + b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case MEAN -> (a * aNanos + b * bNanos) / Math.max(1, aNanos + bNanos);
      case KEEP -> b;
    };
  }

  /** Number of intervals. */
  int count() {
    return count;
  }

  /** Number of readings, the baseline included. */
  public int samples() {
    return samples;
  }

  /** Length of an interval, seconds. */
  double seconds(int interval) {
    return (nanos[interval] - start(interval)) / 1e9;
  }

  /** Whether a rate over the interval means nothing. */
  boolean broken(int interval) {
    return broken[interval];
  }

  /** What was added in an interval, or was at its end; NaN where nobody recorded it. */
  double value(Signal signal, int interval) {
    return value(signal.ordinal(), interval);
  }

  private double value(int signal, int interval) {
    double[] of = values[signal];
    return of == null || interval >= of.length ? Double.NaN : of[interval];
  }

  private long start(int interval) {
    return interval == 0 ? startNanos : nanos[interval - 1];
  }

  /** What was added in all, broken intervals included; NaN where nobody recorded it. */
  public double total(Signal signal) {
    double total = Double.NaN;
    for (int i = 0; i < count; i++) {
      double value = value(signal, i);
      if (!Double.isNaN(value)) {
        total = Double.isNaN(total) ? value : total + value;
      }
    }
    return total;
  }

  /** The extreme value of a state, its start included; NaN where nobody recorded it. */
  double extreme(Signal signal) {
    double extreme = baseline[signal.ordinal()];
    for (int i = 0; i < count; i++) {
      extreme = merged(signal.merge(), extreme, 1, value(signal, i), 1);
    }
    return extreme;
  }

  /** From the beginning to the last reading before which nothing froze, seconds. */
  double observedSeconds() {
    for (int i = count - 1; i >= 0; i--) {
      if (!broken[i]) {
        return (nanos[i] - startNanos) / 1e9;
      }
    }
    return 0;
  }
}

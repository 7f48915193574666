// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import java.util.function.LongSupplier;

/**
 * Time for data points: wall-clock time of an anchor plus what the monotonic clock has advanced
 * since, so that a step of the wall clock within an invocation moves no point (telemetry reference:
 * "wall clock stepped"). Never goes back, because points of a series must not overlap. Used by one
 * thread.
 */
final class SandboxClock {
  private final LongSupplier unixNanos;
  private final LongSupplier nanoTime;
  private long anchorUnix;
  private long anchorMonotonic;
  private long last;

  SandboxClock(LongSupplier unixNanos, LongSupplier nanoTime) {
    this.unixNanos = unixNanos;
    this.nanoTime = nanoTime;
    anchor();
  }

  /**
   * Trusts the wall clock anew; done at each invocation, since it may have been set during a
   * freeze.
   */
  void anchor() {
    anchorMonotonic = nanoTime.getAsLong();
    anchorUnix = unixNanos.getAsLong();
  }

  /** How far the two clocks have drifted apart since the anchor, nanoseconds, never negative. */
  long drift() {
    return Math.abs(unixNanos.getAsLong() - anchorUnix - (nanoTime.getAsLong() - anchorMonotonic));
  }

  /** The wall clock as it is, Unix nanoseconds. */
  long wallNanos() {
    return unixNanos.getAsLong();
  }

  long monotonicNanos() {
    return nanoTime.getAsLong();
  }

  /** The wall-clock time of a monotonic time; later than any that was given out before. */
  long unixNanos(long monotonic) {
    last = Math.max(last + 1, anchorUnix + (monotonic - anchorMonotonic));
    return last;
  }

  /** The monotonic time of a wall-clock time that lies in the past of the anchor. */
  long monotonicNanos(long unix) {
    return anchorMonotonic + Math.min(0, unix - anchorUnix);
  }
}

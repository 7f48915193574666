// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

/**
 * How often invocations come: the mean of the last few times from one INVOKE to the next, by the
 * wall clock. Follows a change within as many invocations. Used by one thread.
 */
final class UsualGap {
  private static final int WEIGHT = 4;

  private long lastUnixMillis = -1;
  private long millis = -1;

  /** An invocation has begun. */
  void invoked(long unixMillis) {
    long gap = unixMillis - lastUnixMillis;
    // Negative: the clock was set back.
    if (lastUnixMillis >= 0 && gap >= 0) {
      millis = millis < 0 ? gap : ((WEIGHT - 1) * millis + gap) / WEIGHT;
    }
    lastUnixMillis = unixMillis;
  }

  /** The usual time; negative before the second invocation. */
  long millis() {
    return millis;
  }
}

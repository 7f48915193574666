// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

/**
 * Counts readings that were due within an invocation and not taken. A tick that comes late may have
 * been late for a thread that was starved, or for a freeze behind the invocation's end; only
 * another reading within the same invocation tells that it was the former. Used by the sampling
 * thread alone.
 */
final class MissedTicks {
  private long total;
  private long atBegin;
  private long doubtful;

  /** An invocation begins. */
  void begin() {
    atBegin = total;
    doubtful = 0;
  }

  /**
   * A tick within the invocation.
   *
   * @param missed how many should have come before it
   */
  void tick(long missed) {
    total += doubtful;
    doubtful = missed;
  }

  /** The invocation went on at least until now. */
  void wentOn() {
    total += doubtful;
    doubtful = 0;
  }

  /** Missed in this invocation. */
  long ofInvocation() {
    return total - atBegin;
  }

  /** Missed since the agent started. */
  long total() {
    return total;
  }
}

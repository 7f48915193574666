// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A point in monotonic time by which something must be done. Passed down unchanged, never computed
 * anew on the way. Immutable and thread-safe.
 */
public final class Deadline {
  private final long atNanos;
  private final LongSupplier nanoTime;

  private Deadline(long atNanos, LongSupplier nanoTime) {
    this.atNanos = atNanos;
    this.nanoTime = nanoTime;
  }

  /**
   * The moment that lies {@code budget} ahead.
   *
   * @param nanoTime the monotonic clock in nanoseconds, {@code System::nanoTime} outside of tests
   */
  public static Deadline in(Duration budget, LongSupplier nanoTime) {
    return new Deadline(nanoTime.getAsLong() + budget.toNanos(), nanoTime);
  }

  /** Time left; zero when it has passed, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, atNanos - nanoTime.getAsLong()));
  }

  /** Whether no time is left. */
  public boolean expired() {
    return atNanos - nanoTime.getAsLong() <= 0;
  }

  /** This deadline or {@code budget} from now, whichever comes first. */
  public Deadline within(Duration budget) {
    long other = nanoTime.getAsLong() + budget.toNanos();
    return other - atNanos < 0 ? new Deadline(other, nanoTime) : this;
  }
}

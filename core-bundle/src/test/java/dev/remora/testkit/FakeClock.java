// SPDX-License-Identifier: Apache-2.0
package dev.remora.testkit;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A monotonic clock in nanoseconds that moves only when told to. */
public final class FakeClock implements LongSupplier {
  private long nanos = 1_000_000_000L;

  @Override
  public long getAsLong() {
    return nanos;
  }

  /** Lets time pass. */
  public FakeClock advance(Duration duration) {
    nanos += duration.toNanos();
    return this;
  }
}

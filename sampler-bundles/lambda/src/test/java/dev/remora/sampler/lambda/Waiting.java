// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads bring about. */
final class Waiting {
  private Waiting() {}

  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within 30 s: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  /** The port of a listener that is about to listen. */
  static int portOf(TelemetryListener listener) {
    until("somebody listens", () -> listener.port() > 0);
    return listener.port();
  }
}

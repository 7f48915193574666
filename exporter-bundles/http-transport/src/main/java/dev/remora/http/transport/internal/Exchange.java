// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import dev.remora.api.Deadline;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/** One try to send a request, and why it was broken off, if it was. Thread-safe. */
final class Exchange {
  /** Connections survive shorter freezes. */
  private static final long FREEZE_MILLIS = 5_000;

  private final HttpUriRequestBase message;
  private final Deadline deadline;
  private final LongSupplier unixMillis;
  private final long startUnixMillis;
  private final long startNanos = System.nanoTime();
  private volatile boolean expired;

  /**
   * @param unixMillis the wall clock, which goes on in a freeze while the monotonic one stands
   *     still
   */
  Exchange(HttpUriRequestBase message, Deadline deadline, LongSupplier unixMillis) {
    this.message = message;
    this.deadline = deadline;
    this.unixMillis = unixMillis;
    this.startUnixMillis = unixMillis.getAsLong();
  }

  HttpUriRequestBase message() {
    return message;
  }

  Deadline deadline() {
    return deadline;
  }

  /** Whether it was broken off because the time was over. */
  boolean expired() {
    return expired;
  }

  /** Whether a freeze came in between that was longer than connections last. */
  boolean frozen() {
    long passed = unixMillis.getAsLong() - startUnixMillis;
    long awake = (System.nanoTime() - startNanos) / 1_000_000;
    return passed - awake > FREEZE_MILLIS;
  }

  void expire() {
    expired = true;
    message.cancel();
  }

  void breakOff() {
    message.cancel();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import dev.remora.api.Deadline;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/** One try to send a request, and why it was broken off, if it was. Thread-safe. */
final class Exchange {
  private final HttpUriRequestBase message;
  private final Deadline deadline;
  private volatile boolean expired;
  private volatile boolean frozen;

  Exchange(HttpUriRequestBase message, Deadline deadline) {
    this.message = message;
    this.deadline = deadline;
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
    return frozen;
  }

  void foundFrozen() {
    frozen = true;
  }

  void expire() {
    expired = true;
    message.cancel();
  }

  void breakOff() {
    message.cancel();
  }
}

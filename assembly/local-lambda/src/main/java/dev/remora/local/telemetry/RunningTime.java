// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

/** The time in which the environment runs: it stands still in a freeze. Thread-safe. */
final class RunningTime {

  private boolean frozen;
  private long frozenSince;
  private long frozenNanos;

  synchronized void freeze() {
    if (!frozen) {
      frozen = true;
      frozenSince = System.nanoTime();
    }
  }

  synchronized void thaw() {
    if (frozen) {
      frozen = false;
      frozenNanos += System.nanoTime() - frozenSince;
      notifyAll();
    }
  }

  /** Like {@link System#nanoTime()}, without the freezes. */
  synchronized long nanos() {
    return (frozen ? frozenSince : System.nanoTime()) - frozenNanos;
  }

  /** Waits for the end of a freeze, if there is one. */
  synchronized void awaitThaw() throws InterruptedException {
    while (frozen) {
      wait();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

/**
 * Breaks off an exchange at its deadline, and one that a freeze caught. Time-outs of a socket do
 * neither: they begin anew with each byte, and know nothing of a connection that died while time
 * stood still. Has a thread of its own from the first exchange on.
 */
final class Watchdog {
  private static final long TICK_MILLIS = 250;

  private Thread thread;
  private Exchange watched;
  private boolean frozen;
  private boolean closed;

  /** From now on that one. */
  synchronized void watch(Exchange exchange) {
    watched = exchange;
    frozen = false;
    if (thread == null && !closed) {
      thread = new Thread(null, this::run, "remora-http-watchdog", 128 * 1024);
      thread.setDaemon(true);
      thread.start();
    }
    notifyAll();
  }

  /** The exchange is over. */
  synchronized void done() {
    watched = null;
    notifyAll();
  }

  /** Breaks off what is going on, and ends. */
  synchronized void close() {
    closed = true;
    if (watched != null) {
      watched.breakOff();
    }
    notifyAll();
  }

  private synchronized void run() {
    try {
      while (!closed) {
        if (watched == null) {
          wait();
        } else {
          watchFor(watched);
        }
      }
    } catch (InterruptedException e) {
      // Nobody does that.
    }
  }

  private void watchFor(Exchange exchange) throws InterruptedException {
    wait(Math.min(TICK_MILLIS, exchange.deadline().remaining().toMillis() + 1));
    if (watched != exchange) {
      return;
    }
    if (exchange.deadline().expired()) {
      exchange.expire();
      watched = null;
    } else if (frozen) {
      // It had a tick to find its answer behind the freeze.
      exchange.breakOff();
      watched = null;
    } else {
      frozen = exchange.frozen();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.lambda;

import dev.remora.api.Deadline;
import dev.remora.internal.log.AgentLog;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Takes one event at a time and decides what it means, from the first until SHUTDOWN. Runs in a
 * thread of its own; nothing a handler throws ends it.
 */
public final class ExtensionLoop implements Runnable {
  /**
   * What an extension can count on after a SHUTDOWN event, when its deadline says nothing usable.
   */
  static final Duration USUAL_SHUTDOWN = Duration.ofMillis(1400);

  /** The agent is done this long before the platform kills; the start script has 200 ms more. */
  static final Duration MARGIN = Duration.ofMillis(300);

  private static final Duration LONGEST_SHUTDOWN = Duration.ofSeconds(10);

  private final EventSource source;
  private final EventHandler handler;
  private final LongSupplier unixMillis;
  private final LongSupplier nanoTime;
  private final AgentLog log;
  private final Runnable exit;

  /**
   * @param unixMillis the wall clock, which the platform's deadlines refer to
   * @param nanoTime the monotonic clock
   * @param exit ends the process; called last
   */
  public ExtensionLoop(
      EventSource source,
      EventHandler handler,
      LongSupplier unixMillis,
      LongSupplier nanoTime,
      AgentLog log,
      Runnable exit) {
    this.source = source;
    this.handler = handler;
    this.unixMillis = unixMillis;
    this.nanoTime = nanoTime;
    this.log = log;
    this.exit = exit;
  }

  @Override
  public void run() {
    source.ready();
    try {
      Event event = source.next();
      while (event instanceof Event.Invoke invoke) {
        try {
          handler.invoked(invoke, source.sandboxId());
        } catch (RuntimeException e) {
          log.warn("an invocation is not measured", e);
        }
        event = source.next();
      }
      if (event instanceof Event.Shutdown shutdown) {
        shutDown(shutdown.reason(), budget(shutdown.deadlineUnixMillis()));
        source.done();
      } else {
        shutDown("the start script is gone", Duration.ofMillis(500));
      }
    } catch (IOException e) {
      log.warn("events cannot be read any more, the agent ends", e);
      shutDown("events cannot be read", Duration.ofMillis(500));
    }
    exit.run();
  }

  private void shutDown(String reason, Duration budget) {
    try {
      handler.shutdown(reason, Deadline.in(budget, nanoTime));
    } catch (RuntimeException e) {
      log.warn("not everything could be flushed at the end", e);
    }
  }

  private Duration budget(long deadlineUnixMillis) {
    Duration left = Duration.ofMillis(deadlineUnixMillis - unixMillis.getAsLong());
    boolean usable =
        deadlineUnixMillis > 0 && !left.isNegative() && left.compareTo(LONGEST_SHUTDOWN) <= 0;
    Duration budget = (usable ? left : USUAL_SHUTDOWN).minus(MARGIN);
    return budget.isNegative() ? Duration.ZERO : budget;
  }
}

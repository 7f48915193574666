// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.lifecycle.Lifecycle;

/**
 * What each event of the platform means: facts go to the core at once, numbers into the tally.
 * Nothing depends on the order in which events come, and one that comes twice counts once.
 * Thread-safe.
 */
final class PlatformEvents implements BatchReader.Sink {
  private final Tally tally;
  private final Initialisations initialisations;
  private final Invocations invocations;
  private long droppedUnixNanos;
  private volatile boolean heard;
  private volatile boolean invoked;

  /** Facts go to the lifecycle, numbers into the tally. */
  PlatformEvents(
      Lifecycle lifecycle, Tally tally, Prices prices, ExecutionEnvironment environment) {
    this.tally = tally;
    this.initialisations = new Initialisations(lifecycle, tally, environment);
    this.invocations = new Invocations(lifecycle, tally, prices, initialisations);
  }

  /** Whether anything was heard at all. */
  boolean heard() {
    return heard;
  }

  /** Whether an invocation was heard of. */
  boolean invoked() {
    return invoked;
  }

  @Override
  public void accept(PlatformEvent event) {
    heard = true;
    invoked |= !event.requestId.isEmpty();
    if (event.unixNanos == 0) {
      event.unixNanos = System.currentTimeMillis() * 1_000_000;
    }
    switch (event.type) {
      case "platform.initStart" -> initialisations.initStart(event);
      case "platform.initReport" -> initialisations.initReport(event);
      case "platform.restoreStart" -> initialisations.restoreStart(event);
      case "platform.restoreReport" -> initialisations.restoreReport(event);
      case "platform.runtimeDone" -> invocations.runtimeDone(event);
      case "platform.report" -> invocations.report(event);
      case "platform.logsDropped" -> logsDropped(event);
      default -> {
        // Says nothing that is not said by another one, or is newer than this sampler.
      }
    }
  }

  private synchronized void logsDropped(PlatformEvent event) {
    if (event.unixNanos != droppedUnixNanos) {
      droppedUnixNanos = event.unixNanos;
      tally.count(
          LambdaMetrics.DROPPED_RECORDS,
          LambdaMetrics.BY_PLATFORM,
          Tally.isPlausible(event.droppedRecords) ? (long) event.droppedRecords : 1);
    }
  }
}

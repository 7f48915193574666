// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.Lifecycle;
import dev.remora.api.lifecycle.RuntimeDone;
import java.util.OptionalLong;

/**
 * How invocations went, from the two records that there are of each. Thread-safe; the core is
 * called without a lock.
 */
final class Invocations {
  private static final double MIB = 1 << 20;

  private final Lifecycle lifecycle;
  private final Tally tally;
  private final Prices prices;
  private final Initialisations initialisations;
  private final LatestInvocations latest = new LatestInvocations();

  /** Facts go to the lifecycle, numbers into the tally. */
  Invocations(Lifecycle lifecycle, Tally tally, Prices prices, Initialisations initialisations) {
    this.lifecycle = lifecycle;
    this.tally = tally;
    this.prices = prices;
    this.initialisations = initialisations;
  }

  /** The function has finished an invocation. */
  void runtimeDone(PlatformEvent event) {
    if (!event.requestId.isEmpty() && countRuntimeDone(event)) {
      lifecycle.runtimeDone(
          new RuntimeDone(
              event.unixNanos,
              event.requestId,
              event.status,
              event.errorType,
              PlatformEvent.seconds(event.durationMs)));
    }
  }

  private synchronized boolean countRuntimeDone(PlatformEvent event) {
    LatestInvocations.Said said = latest.of(event.requestId);
    if (said.done) {
      return false;
    }
    said.done = true;
    said.runtimeSeconds = event.durationMs / 1000;
    countOutcome(said, event);
    tally.measured(LambdaMetrics.RUNTIME_DURATION, said.runtimeSeconds);
    tally.measured(LambdaMetrics.PRODUCED_BYTES, event.producedBytes);
    measureResponse(event);
    measureOverhead(said, Double.NaN);
    return true;
  }

  /** The account of an invocation. */
  void report(PlatformEvent event) {
    if (!event.requestId.isEmpty() && countReport(event)) {
      double memoryUsed = event.maxMemoryUsedMb * MIB;
      lifecycle.reported(
          new InvocationReport(
              event.unixNanos,
              event.requestId,
              event.status,
              event.errorType,
              PlatformEvent.seconds(event.durationMs),
              PlatformEvent.seconds(event.billedDurationMs),
              Tally.isPlausible(memoryUsed)
                  ? OptionalLong.of((long) memoryUsed)
                  : OptionalLong.empty(),
              PlatformEvent.seconds(event.initDurationMs),
              PlatformEvent.seconds(event.restoreDurationMs)));
    }
  }

  private synchronized boolean countReport(PlatformEvent event) {
    LatestInvocations.Said said = latest.of(event.requestId);
    if (said.reported) {
      return false;
    }
    said.reported = true;
    said.totalSeconds = event.durationMs / 1000;
    countOutcome(said, event);
    measureResponse(event);
    measureOverhead(said, event.extensionOverheadMs / 1000);
    tally.measured(LambdaMetrics.INVOKE_DURATION, said.totalSeconds);
    tally.measured(LambdaMetrics.MEMORY_USAGE, event.maxMemoryUsedMb * MIB);
    countBill(event);
    initialisations.reportedWithInvocation(event);
    return true;
  }

  /**
   * An invocation may be in two of these: an extension can fail one whose function has succeeded.
   */
  private void countOutcome(LatestInvocations.Said said, PlatformEvent event) {
    switch (event.status) {
      case "success" -> {
        if (!said.success) {
          said.success = true;
          tally.count(LambdaMetrics.INVOCATIONS);
        }
      }
      case "timeout" -> {
        if (!said.timeout) {
          said.timeout = true;
          tally.count(LambdaMetrics.TIMEOUTS);
        }
      }
      case "error", "failure" -> {
        if (!said.error) {
          said.error = true;
          tally.count(LambdaMetrics.ERRORS);
        }
      }
      default -> {
        // Not told, or a word that is newer than this sampler.
      }
    }
    if (!said.outOfMemory && isOutOfMemory(event)) {
      said.outOfMemory = true;
      tally.count(LambdaMetrics.OUT_OF_MEMORY);
    }
  }

  /**
   * The figure is the highest of the sandbox so far, so it says nothing of an invocation that
   * succeeded: an earlier one may have left it.
   */
  private static boolean isOutOfMemory(PlatformEvent event) {
    return event.errorType.equals("Runtime.OutOfMemory")
        || !event.status.equals("success") && event.maxMemoryUsedMb >= event.memorySizeMb;
  }

  private void measureResponse(PlatformEvent event) {
    tally.measured(LambdaMetrics.RESPONSE_LATENCY, event.responseLatencyMs / 1000);
    tally.measured(LambdaMetrics.RESPONSE_DURATION, event.responseDurationMs / 1000);
  }

  /** As the platform says; where it does not, from what the two records say together. */
  private void measureOverhead(LatestInvocations.Said said, double reported) {
    double seconds = reported;
    if (Double.isNaN(seconds)) {
      // The total is given to hundredths of a millisecond only.
      seconds = Math.max(0, said.totalSeconds - said.runtimeSeconds);
    }
    if (!said.overhead && !Double.isNaN(seconds)) {
      said.overhead = true;
      tally.measured(LambdaMetrics.EXTENSION_OVERHEAD, seconds);
    }
  }

  private void countBill(PlatformEvent event) {
    double billedSeconds = event.billedDurationMs / 1000;
    double bytes =
        Double.isNaN(event.memorySizeMb)
            ? initialisations.memoryBytes()
            : Initialisations.bytesOfMemory(event.memorySizeMb);
    tally.measured(LambdaMetrics.BILLED_DURATION, billedSeconds);
    if (billedSeconds >= 0 && bytes > 0) {
      tally.cost(prices.of(billedSeconds, bytes));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.lifecycle.InitReport;
import dev.remora.api.lifecycle.InitStart;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.Lifecycle;
import dev.remora.api.lifecycle.RuntimeDone;
import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What each event of the platform means: facts go to the core at once, numbers into the tally.
 * Nothing depends on the order in which events come, and one that comes twice counts once.
 * Thread-safe; the core is called without a lock.
 */
final class PlatformEvents implements BatchReader.Sink {
  private static final String SNAP_START = "snap-start";
  static final String MANAGED_INSTANCES = "lambda-managed-instances";

  private static final double MIB = 1 << 20;

  private final Lifecycle lifecycle;
  private final Tally tally;
  private final Prices prices;
  private final Invocations invocations = new Invocations();
  private final Set<String> heardOfSandbox = new HashSet<>();

  /** Whether nobody waits for an initialisation. */
  private final boolean initialisedAhead;

  /** Memory size of the sandbox; 0 when unknown. */
  private double memoryBytes;

  private boolean coldStartCounted;
  private boolean initMeasured;

  /** Whether an invocation's report came before that of the initialisation, which says it again. */
  private boolean initKnownByReport;

  private boolean restoreMeasured;
  private long droppedUnixNanos;
  private volatile boolean heard;
  private volatile boolean invoked;

  /** Facts go to the lifecycle, numbers into the tally. */
  PlatformEvents(
      Lifecycle lifecycle, Tally tally, Prices prices, ExecutionEnvironment environment) {
    this.lifecycle = lifecycle;
    this.tally = tally;
    this.prices = prices;
    this.memoryBytes = environment.memoryMegabytes() * MIB;
    this.initialisedAhead =
        environment.initializationType().equals("provisioned-concurrency")
            || environment.initializationType().equals(MANAGED_INSTANCES);
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
    if (event.unixNanos == 0) {
      event.unixNanos = System.currentTimeMillis() * 1_000_000;
    }
    switch (event.type) {
      case "platform.initStart" -> initStart(event);
      case "platform.initReport" -> initReport(event);
      case "platform.restoreStart" -> restoreStart(event);
      case "platform.restoreReport" -> restoreReport(event);
      case "platform.start" -> invoked = true;
      case "platform.runtimeDone" -> runtimeDone(event);
      case "platform.report" -> report(event);
      case "platform.logsDropped" -> logsDropped(event);
      default -> {
        // Says nothing that is not said by another one, or is newer than this sampler.
      }
    }
  }

  private void initStart(PlatformEvent event) {
    if (isOfAnotherSandbox(event) || !firstOfSandbox(event)) {
      return;
    }
    rememberMemory(event.instanceMaxMemory);
    lifecycle.initStarted(
        new InitStart(event.unixNanos, event.initializationType, event.phase, event.instanceId));
  }

  private void initReport(PlatformEvent event) {
    if (isOfAnotherSandbox(event) || !firstOfSandbox(event)) {
      return;
    }
    measureInit(seconds(event.durationMs));
    countColdStart();
    reportInit(event, false);
  }

  private void restoreStart(PlatformEvent event) {
    if (firstOfSandbox(event)) {
      rememberMemory(event.instanceMaxMemory);
      lifecycle.initStarted(
          new InitStart(event.unixNanos, SNAP_START, event.phase, event.instanceId));
    }
  }

  private void restoreReport(PlatformEvent event) {
    if (firstOfSandbox(event)) {
      measureRestore(seconds(event.durationMs));
      countColdStart();
      reportInit(event, true);
    }
  }

  /**
   * Every sandbox that is made from a snapshot also hears of the initialisation from which the
   * snapshot was taken, hours ago. An initialisation that is repeated within an invocation is its
   * own.
   */
  private static boolean isOfAnotherSandbox(PlatformEvent event) {
    return event.phase.equals(SNAP_START)
        || event.initializationType.equals(SNAP_START) && !event.phase.equals("invoke");
  }

  private synchronized boolean firstOfSandbox(PlatformEvent event) {
    return heardOfSandbox.size() < 64 && heardOfSandbox.add(event.type + ' ' + event.phase);
  }

  private synchronized void measureInit(double seconds) {
    if (!initKnownByReport) {
      tally.measured(LambdaMetrics.INIT_DURATION, seconds);
    }
    initMeasured = true;
    initKnownByReport = false;
  }

  private synchronized void measureRestore(double seconds) {
    if (!restoreMeasured) {
      restoreMeasured = true;
      tally.measured(LambdaMetrics.RESTORE_DURATION, seconds);
    }
  }

  private synchronized void countColdStart() {
    if (!coldStartCounted && !initialisedAhead) {
      coldStartCounted = true;
      tally.count(LambdaMetrics.COLD_STARTS);
    }
  }

  private void reportInit(PlatformEvent event, boolean restore) {
    lifecycle.initReported(
        new InitReport(
            event.unixNanos,
            restore,
            event.phase,
            event.status,
            event.errorType,
            present(seconds(event.durationMs))));
  }

  private void runtimeDone(PlatformEvent event) {
    if (!event.requestId.isEmpty() && countRuntimeDone(event)) {
      lifecycle.runtimeDone(
          new RuntimeDone(
              event.unixNanos,
              event.requestId,
              event.status,
              event.errorType,
              present(seconds(event.durationMs))));
    }
  }

  private synchronized boolean countRuntimeDone(PlatformEvent event) {
    invoked = true;
    Invocations.Said said = invocations.of(event.requestId);
    if (said.done) {
      return false;
    }
    said.done = true;
    said.runtimeSeconds = seconds(event.durationMs);
    countOutcome(said, event);
    tally.measured(LambdaMetrics.RUNTIME_DURATION, said.runtimeSeconds);
    tally.measured(LambdaMetrics.PRODUCED_BYTES, event.producedBytes);
    measureResponse(event);
    measureOverhead(said, Double.NaN);
    return true;
  }

  private void report(PlatformEvent event) {
    if (!event.requestId.isEmpty() && countReport(event)) {
      double memoryUsed = event.maxMemoryUsedMb * MIB;
      lifecycle.reported(
          new InvocationReport(
              event.unixNanos,
              event.requestId,
              event.status,
              event.errorType,
              present(seconds(event.durationMs)),
              present(seconds(event.billedDurationMs)),
              Tally.isPlausible(memoryUsed)
                  ? OptionalLong.of((long) memoryUsed)
                  : OptionalLong.empty(),
              present(seconds(event.initDurationMs)),
              present(seconds(event.restoreDurationMs))));
    }
  }

  private synchronized boolean countReport(PlatformEvent event) {
    invoked = true;
    Invocations.Said said = invocations.of(event.requestId);
    if (said.reported) {
      return false;
    }
    said.reported = true;
    said.totalSeconds = seconds(event.durationMs);
    countOutcome(said, event);
    measureResponse(event);
    measureOverhead(said, seconds(event.extensionOverheadMs));
    tally.measured(LambdaMetrics.INVOKE_DURATION, said.totalSeconds);
    tally.measured(LambdaMetrics.MEMORY_USAGE, event.maxMemoryUsedMb * MIB);
    countBill(event);
    countWhatWentBefore(event);
    return true;
  }

  /**
   * An invocation may be in two of these: an extension can fail one whose function has succeeded.
   */
  private void countOutcome(Invocations.Said said, PlatformEvent event) {
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
    tally.measured(LambdaMetrics.RESPONSE_LATENCY, seconds(event.responseLatencyMs));
    tally.measured(LambdaMetrics.RESPONSE_DURATION, seconds(event.responseDurationMs));
  }

  /** As the platform says; where it does not, from what the two records say together. */
  private void measureOverhead(Invocations.Said said, double reported) {
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
    double billedSeconds = seconds(event.billedDurationMs);
    double bytes =
        Double.isNaN(event.memorySizeMb) ? memoryBytes : bytesOfMemory(event.memorySizeMb);
    tally.measured(LambdaMetrics.BILLED_DURATION, billedSeconds);
    if (billedSeconds >= 0 && bytes > 0) {
      tally.cost(prices.of(billedSeconds, bytes));
    }
  }

  /** Where the report of an initialisation is late or lost, the first invocation's has it too. */
  private void countWhatWentBefore(PlatformEvent event) {
    if (!Double.isNaN(event.initDurationMs) && !initMeasured) {
      measureInit(seconds(event.initDurationMs));
      initKnownByReport = true;
      countColdStart();
    }
    if (!Double.isNaN(event.restoreDurationMs)) {
      measureRestore(seconds(event.restoreDurationMs));
      countColdStart();
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

  private synchronized void rememberMemory(double size) {
    if (size > 0) {
      memoryBytes = bytesOfMemory(size);
    }
  }

  /** A memory size, which the platform gives in bytes and its documentation in megabytes. */
  static double bytesOfMemory(double size) {
    return size < MIB ? size * MIB : size;
  }

  private static double seconds(double milliseconds) {
    return milliseconds / 1000;
  }

  private static OptionalDouble present(double value) {
    return Tally.isPlausible(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}

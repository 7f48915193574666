// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.lifecycle.InitReport;
import dev.remora.api.lifecycle.InitStart;
import dev.remora.api.lifecycle.Lifecycle;
import java.util.HashSet;
import java.util.Set;

/**
 * How the sandbox came to be: by an initialisation, by one that is repeated within an invocation,
 * or by the restoring of a snapshot. Thread-safe; the core is called without a lock.
 */
final class Initialisations {
  /** The platform's word for Lambda Managed Instances. */
  static final String MANAGED_INSTANCES = "lambda-managed-instances";

  private static final String SNAP_START = "snap-start";
  private static final double MIB = 1 << 20;

  /** More kinds of records, by type and phase, than there are. */
  private static final int MOST_RECORDS = 64;

  private final Lifecycle lifecycle;
  private final Tally tally;
  private final Set<String> heard = new HashSet<>();

  /** Whether nobody waits for an initialisation. */
  private final boolean ahead;

  private double memoryBytes;
  private boolean coldStartCounted;
  private boolean initMeasured;

  /** Whether an invocation's report came before that of the initialisation, which says it again. */
  private boolean initKnownByReport;

  private boolean restoreMeasured;

  /** Facts go to the lifecycle, numbers into the tally. */
  Initialisations(Lifecycle lifecycle, Tally tally, ExecutionEnvironment environment) {
    this.lifecycle = lifecycle;
    this.tally = tally;
    this.memoryBytes = environment.memoryMegabytes() * MIB;
    this.ahead =
        environment.initializationType().equals("provisioned-concurrency")
            || environment.initializationType().equals(MANAGED_INSTANCES);
  }

  /** An initialisation has begun. */
  void initStart(PlatformEvent event) {
    if (isOfAnotherSandbox(event) || !firstOfSandbox(event)) {
      return;
    }
    rememberMemory(event.instanceMaxMemory);
    lifecycle.initStarted(
        new InitStart(event.unixNanos, event.initializationType, event.phase, event.instanceId));
  }

  /** An initialisation is over. */
  void initReport(PlatformEvent event) {
    if (isOfAnotherSandbox(event) || !firstOfSandbox(event)) {
      return;
    }
    synchronized (this) {
      measureInit(event.durationMs / 1000);
      countColdStart();
    }
    tell(event, false);
  }

  /** A snapshot begins to be restored. */
  void restoreStart(PlatformEvent event) {
    if (firstOfSandbox(event)) {
      rememberMemory(event.instanceMaxMemory);
      lifecycle.initStarted(
          new InitStart(event.unixNanos, SNAP_START, event.phase, event.instanceId));
    }
  }

  /** A snapshot has been restored. */
  void restoreReport(PlatformEvent event) {
    if (firstOfSandbox(event)) {
      synchronized (this) {
        measureRestore(event.durationMs / 1000);
        countColdStart();
      }
      tell(event, true);
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
    return heard.size() < MOST_RECORDS && heard.add(event.type + ' ' + event.phase);
  }

  private void measureInit(double seconds) {
    if (!initKnownByReport) {
      tally.measured(LambdaMetrics.INIT_DURATION, seconds);
    }
    initMeasured = true;
    initKnownByReport = false;
  }

  private void measureRestore(double seconds) {
    if (!restoreMeasured) {
      restoreMeasured = true;
      tally.measured(LambdaMetrics.RESTORE_DURATION, seconds);
    }
  }

  private void countColdStart() {
    if (!coldStartCounted && !ahead) {
      coldStartCounted = true;
      tally.count(LambdaMetrics.COLD_STARTS);
    }
  }

  private void tell(PlatformEvent event, boolean restore) {
    lifecycle.initReported(
        new InitReport(
            event.unixNanos,
            restore,
            event.phase,
            event.status,
            event.errorType,
            PlatformEvent.seconds(event.durationMs)));
  }

  /** Where the report of an initialisation is late or lost, the first invocation's has it too. */
  synchronized void reportedWithInvocation(PlatformEvent event) {
    if (!Double.isNaN(event.initDurationMs) && !initMeasured) {
      measureInit(event.initDurationMs / 1000);
      initKnownByReport = true;
      countColdStart();
    }
    if (!Double.isNaN(event.restoreDurationMs)) {
      measureRestore(event.restoreDurationMs / 1000);
      countColdStart();
    }
  }

  private synchronized void rememberMemory(double size) {
    if (size > 0) {
      memoryBytes = bytesOfMemory(size);
    }
  }

  /** Memory size of the sandbox in bytes; 0 when unknown. */
  synchronized double memoryBytes() {
    return memoryBytes;
  }

  /** A memory size, which the platform gives in bytes and its documentation in megabytes. */
  static double bytesOfMemory(double size) {
    return size < MIB ? size * MIB : size;
  }
}

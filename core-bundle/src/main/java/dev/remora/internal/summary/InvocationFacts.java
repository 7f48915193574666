// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.Invocation;
import dev.remora.api.lifecycle.InitReport;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.RuntimeDone;
import java.util.Objects;

/**
 * What is known of an invocation besides its readings.
 *
 * @param invocation which one
 * @param function the function and its sandbox
 * @param initializationType the platform's word for how the sandbox came to be
 * @param visibleCpus CPUs in sight, for when no sampler tells
 * @param startUnixNanos when it began
 * @param endUnixNanos when its last reading was taken
 * @param init what the platform said of the initialisation before it; null when nothing
 * @param done what the platform said when the function had finished; null when nothing
 * @param report the platform's account of it; null when there is none
 * @param missedTicks readings that were due and not taken
 * @param exportedBytes OTLP bytes that were exported while it ran
 * @param machineShared whether other programs run beside the sandbox; never inside Lambda
 * @param measuredBefore invocations of the sandbox that were measured before
 */
public record InvocationFacts(
    Invocation invocation,
    ExecutionEnvironment function,
    String initializationType,
    int visibleCpus,
    long startUnixNanos,
    long endUnixNanos,
    InitReport init,
    RuntimeDone done,
    InvocationReport report,
    long missedTicks,
    long exportedBytes,
    boolean machineShared,
    long measuredBefore) {
  private static final String OUT_OF_MEMORY = "Runtime.OutOfMemory";

  public InvocationFacts {
    Objects.requireNonNull(invocation, "invocation");
    Objects.requireNonNull(function, "function");
    Objects.requireNonNull(initializationType, "initializationType");
  }

  /** Function and extensions together, seconds; NaN when the platform did not say. */
  double duration() {
    return report == null ? Double.NaN : report.durationSeconds().orElse(Double.NaN);
  }

  /** The function alone, seconds; NaN when the platform did not say. */
  double runtimeDuration() {
    return done == null ? Double.NaN : done.durationSeconds().orElse(Double.NaN);
  }

  double billed() {
    return report == null ? Double.NaN : report.billedSeconds().orElse(Double.NaN);
  }

  /** The initialisation before the first invocation, seconds; NaN when there was none. */
  double initSeconds() {
    if (report != null && report.initSeconds().isPresent()) {
      return report.initSeconds().getAsDouble();
    }
    return ofInit(false);
  }

  /** The restoring before the first invocation, seconds; NaN when there was none. */
  double restoreSeconds() {
    if (report != null && report.restoreSeconds().isPresent()) {
      return report.restoreSeconds().getAsDouble();
    }
    return ofInit(true);
  }

  private double ofInit(boolean restore) {
    return init == null || init.restore() != restore || !invocation.coldStart()
        ? Double.NaN
        : init.durationSeconds().orElse(Double.NaN);
  }

  double reportedPeak() {
    return report == null || report.maxMemoryUsedBytes().isEmpty()
        ? Double.NaN
        : report.maxMemoryUsedBytes().getAsLong();
  }

  /** {@code success}, {@code error}, {@code failure}, {@code timeout}; empty when unknown. */
  String status() {
    if (report != null && !report.status().isEmpty()) {
      return report.status();
    }
    return done == null ? "" : done.status();
  }

  String errorType() {
    if (report != null && !report.errorType().isEmpty()) {
      return report.errorType();
    }
    return done == null ? "" : done.errorType();
  }

  boolean outOfMemory() {
    return errorType().equals(OUT_OF_MEMORY);
  }

  /**
   * Whether somebody waited for the initialisation: not where it was done ahead of time, perhaps
   * minutes before.
   */
  boolean coldStart() {
    return invocation.coldStart() && !initializationType.equals("provisioned-concurrency");
  }
}

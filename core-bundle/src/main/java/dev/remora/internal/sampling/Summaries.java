// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.Invocation;
import dev.remora.api.Observation;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.telemetry.LogRecord;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeLogs;
import dev.remora.internal.otlp.OtlpProtobuf;
import dev.remora.internal.summary.InvocationFacts;
import dev.remora.internal.summary.InvocationSummary;
import dev.remora.internal.summary.Readings;
import dev.remora.internal.summary.SummaryEvent;
import dev.remora.internal.summary.Ticks;
import java.util.List;

/**
 * Writes one summary per invocation. Where a plugin hears the platform, a summary waits for the
 * platform's account, at the latest until the next invocation has ended or the sandbox ends. Made
 * at the first invocation. Used by the sampling thread alone.
 */
final class Summaries {
  private final ExecutionEnvironment function;
  private final int visibleCpus;
  private final ResourceOfSandbox resource;
  private final Scope scope;
  private final BatchSink sink;
  private final PlatformRecords platform;
  private final Accounts accounts;
  private Ticks ticks = new Ticks();
  private Ticks ticksOfWaiting = new Ticks();
  private Running running;
  private Finished waiting;
  private long measured;

  private record Running(Invocation invocation, long startUnixNanos, long exportedBytes) {}

  private record Finished(
      Running run,
      long endUnixNanos,
      long exportedBytes,
      long missed,
      boolean machineShared,
      Ticks ticks) {}

  Summaries(
      int visibleCpus,
      ResourceOfSandbox resource,
      Scope scope,
      BatchSink sink,
      PlatformRecords platform,
      Accounts accounts) {
    this.function = resource.environment();
    this.visibleCpus = visibleCpus;
    this.resource = resource;
    this.scope = scope;
    this.sink = sink;
    this.platform = platform;
    this.accounts = accounts;
  }

  /** An invocation begins with these readings. */
  void begin(Invocation invocation, Observation at, Readings readings) {
    running = new Running(invocation, at.unixNanos(), sink.exportedBytes());
    ticks.begin(at.monotonicNanos(), readings);
  }

  /** Takes the next readings; they count only while an invocation runs. */
  void reading(Observation at, Readings readings) {
    if (running != null) {
      ticks.add(at.monotonicNanos(), at.unbroken(), readings);
    }
  }

  /** The readings of the invocation that runs; null when none does. */
  Ticks ticks() {
    return running == null ? null : ticks;
  }

  /**
   * The invocation that runs has ended.
   *
   * @param missed readings that were due in it and not taken
   * @param machineShared whether other programs run beside the sandbox
   */
  void end(long endUnixNanos, long missed, boolean machineShared) {
    if (running == null) {
      return;
    }
    flush();
    long exported = sink.exportedBytes() - running.exportedBytes();
    Finished finished = new Finished(running, endUnixNanos, exported, missed, machineShared, ticks);
    String id = running.invocation().requestId();
    running = null;
    if (platform.expected() && accounts.reportOf(id) == null) {
      waiting = finished;
      ticks = ticksOfWaiting;
      ticksOfWaiting = finished.ticks();
    } else {
      write(finished);
    }
  }

  /** The platform's account of an invocation has come. */
  void reported(InvocationReport report) {
    if (waiting != null && waiting.run().invocation().requestId().equals(report.requestId())) {
      flush();
    }
  }

  /** Writes what waits, with what there is. */
  void flush() {
    if (waiting != null) {
      Finished finished = waiting;
      waiting = null;
      write(finished);
    }
  }

  private void write(Finished finished) {
    Invocation invocation = finished.run().invocation();
    InvocationSummary summary =
        InvocationSummary.of(
            new InvocationFacts(
                invocation,
                function,
                accounts.initializationType(function.initializationType()),
                visibleCpus,
                finished.run().startUnixNanos(),
                finished.endUnixNanos(),
                accounts.initReport(),
                accounts.doneOf(invocation.requestId()),
                accounts.reportOf(invocation.requestId()),
                finished.missed(),
                finished.exportedBytes(),
                finished.machineShared(),
                measured),
            finished.ticks());
    measured += summary.isMeasured() ? 1 : 0;
    LogRecord event = SummaryEvent.of(summary);
    String schema = ResourceOfSandbox.SCHEMA_URL;
    ScopeLogs logs = new ScopeLogs(scope, List.of(event), schema);
    sink.summary(
        invocation.requestId(),
        OtlpProtobuf.encodeLogs(
            List.of(new ResourceLogs(resource.resource(), List.of(logs), schema))));
  }
}

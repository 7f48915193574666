// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.Invocation;
import dev.remora.api.Observation;
import dev.remora.api.proc.ProcFiles;
import dev.remora.internal.otlp.MetricsBatchBuilder;
import dev.remora.internal.proc.LiveProc;
import dev.remora.internal.proc.ProcessScan;
import dev.remora.internal.proc.Reading;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes sampling rounds: one moment, all samplers, points into the open batch; closes the batch
 * when it is big or old enough or its invocation is over.
 *
 * <p>Used by one thread at a time, its owner. A thread that hung in a sampler and lost the
 * ownership to another finds out as soon as the sampler comes back, and gets an {@link
 * OwnershipLost}.
 */
final class Round {
  private static final int BATCH_BYTES = 64 * 1024;
  private static final long BATCH_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long SCAN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long CLOCK_STEP_NANOS = Duration.ofSeconds(1).toNanos();

  private final SamplerSlots slots;
  private final MetricsBatchBuilder batch;
  private final ResourceOfSandbox resource;
  private final BatchSink sink;
  private final SandboxClock clock;
  private final LiveProc proc;
  private final ProcessScan scan;
  private Invocation invocation;
  private Invocation edgeTo;
  private boolean sampledBefore;
  private String shutdownReason = "";
  private long batchSinceMonotonic;
  private long scannedMonotonic;
  private volatile SamplerSlot current;
  private volatile long count;
  private volatile Thread owner;

  /** Another thread makes the rounds now. */
  static final class OwnershipLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OwnershipLost() {
      super(null, null, false, false);
    }
  }

  Round(
      SamplerSlots slots,
      ResourceOfSandbox resource,
      BatchSink sink,
      SandboxClock clock,
      LiveProc proc,
      ProcessScan scan) {
    this.slots = slots;
    this.batch = slots.batch();
    this.resource = resource;
    this.sink = sink;
    this.clock = clock;
    this.proc = proc;
    this.scan = scan;
  }

  /** The sampler that is being asked now; null between rounds. For the watchdog. */
  SamplerSlot current() {
    return current;
  }

  /** How many times a sampler was asked. For the watchdog. */
  long count() {
    return count;
  }

  /**
   * Makes this thread the one that makes the rounds, and finishes an edge that another got stuck
   * in.
   */
  void own() {
    owner = Thread.currentThread();
    current = null;
    if (edgeTo != null) {
      passEdge();
    }
  }

  /** The edge between two invocations: ends the one before, is the baseline of the next. */
  void invoke(Invocation next, Reading reading, String sandboxId) {
    clock.anchor();
    sink.inSandbox(sandboxId);
    resource.invoked(next, sandboxId);
    edgeTo = next;
    long now = clock.monotonicNanos();
    if (reading == null) {
      sample(Observation.Cause.INVOKE, now, false, live(now, true), true);
    } else {
      long then = reading.unixNanos() == 0 ? now : clock.monotonicNanos(reading.unixNanos());
      sample(Observation.Cause.INVOKE, then, false, reading, false);
    }
    passEdge();
  }

  private void passEdge() {
    closeBatch();
    invocation = edgeTo;
    edgeTo = null;
    sink.invoked();
  }

  /** A reading within the invocation. */
  void tick(boolean late) {
    long now = clock.monotonicNanos();
    boolean unbroken = sampledBefore && !late && clock.drift() < CLOCK_STEP_NANOS;
    sample(Observation.Cause.TICK, now, unbroken, live(now, false), true);
    if (batch.sizeBytes() >= BATCH_BYTES || now - batchSinceMonotonic >= BATCH_NANOS) {
      closeBatch();
    }
  }

  /** The last reading. */
  void shutdown(String reason) {
    shutdownReason = reason;
    long now = clock.monotonicNanos();
    sample(Observation.Cause.SHUTDOWN, now, false, live(now, true), true);
    closeBatch();
  }

  /** Hands the open batch on, if there is anything in it. */
  void closeBatch() {
    if (!batch.isEmpty()) {
      int items = batch.itemCount();
      String id = invocation == null ? "" : invocation.requestId();
      sink.metrics(id, items, batch.build(resource.resource(), ResourceOfSandbox.SCHEMA_URL));
    }
  }

  private void sample(
      Observation.Cause cause, long monotonic, boolean unbroken, ProcFiles files, boolean live) {
    if (batch.isEmpty()) {
      batchSinceMonotonic = monotonic;
    }
    Moment moment =
        new Moment(
            cause,
            clock.unixNanos(monotonic),
            monotonic,
            unbroken,
            Optional.ofNullable(invocation),
            files,
            live,
            shutdownReason);
    for (SamplerSlot slot : slots.all()) {
      if (slot.inService()) {
        current = slot;
        count = count + 1;
        slot.sample(moment);
        if (owner != Thread.currentThread()) {
          throw new OwnershipLost();
        }
        current = null;
      }
    }
    sampledBefore = true;
  }

  private LiveProc live(long now, boolean edge) {
    if (edge || now - scannedMonotonic >= SCAN_NANOS) {
      proc.scan(scan);
      scannedMonotonic = now;
    }
    return proc;
  }
}

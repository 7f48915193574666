// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.Invocation;
import dev.remora.api.Observation;
import dev.remora.api.lifecycle.InitReport;
import dev.remora.api.lifecycle.InitStart;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.RuntimeDone;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Scope;
import dev.remora.internal.otlp.MetricsBatchBuilder;
import dev.remora.internal.proc.LiveProc;
import dev.remora.internal.proc.ProcessScan;
import dev.remora.internal.proc.Reading;
import dev.remora.internal.summary.Readings;
import dev.remora.internal.summary.Ticks;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes sampling rounds: one moment, all samplers, points into the open batch; closes the batch
 * when it is big or old enough or its invocation is over. An invocation is over when the platform
 * says so, else with the next one.
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

  /** When the platform's word of an end came later than this, a freeze may lie in between. */
  private static final long AT_ONCE_NANOS = Duration.ofMillis(25).toNanos();

  private final SamplerSlots slots;
  private final MetricsBatchBuilder batch;
  private final ResourceOfSandbox resource;
  private final BatchSink sink;
  private final SandboxClock clock;
  private final LiveProc proc;
  private final ProcessScan scan;
  private final int visibleCpus;
  private final PlatformRecords platform;
  private final Accounts accounts = new Accounts();
  private final MissedTicks missed = new MissedTicks();
  private Readings readings;
  private Summaries summaries;
  private OwnMetrics own;
  private Invocation invocation;
  private Invocation edgeTo;
  private Moment open;
  private Moment last;
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

  /**
   * @param visibleCpus CPUs in sight
   * @param platform who may tell what the platform says
   */
  Round(
      SamplerSlots slots,
      ResourceOfSandbox resource,
      BatchSink sink,
      SandboxClock clock,
      LiveProc proc,
      ProcessScan scan,
      int visibleCpus,
      PlatformRecords platform) {
    this.slots = slots;
    this.batch = slots.batch();
    this.resource = resource;
    this.sink = sink;
    this.clock = clock;
    this.proc = proc;
    this.scan = scan;
    this.visibleCpus = visibleCpus;
    this.platform = platform;
  }

  /** The sampler that is being asked now; null between rounds. For the watchdog. */
  SamplerSlot current() {
    return current;
  }

  /** How many times a sampler was asked. For the watchdog. */
  long count() {
    return count;
  }

  /** Whether an invocation runs, as far as is known. */
  boolean inInvocation() {
    return invocation != null;
  }

  /**
   * Makes this thread the one that makes the rounds, and finishes a round and an edge that another
   * got stuck in.
   */
  void own() {
    owner = Thread.currentThread();
    current = null;
    if (open != null) {
      taken(clock.monotonicNanos());
    }
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
    long then = reading == null ? now : timeOf(reading, now);
    if (reading == null || isOvertaken(reading, then)) {
      sample(Observation.Cause.INVOKE, now, false, live(now, true), true);
    } else {
      sample(Observation.Cause.INVOKE, then, false, reading, false);
    }
    passEdge();
  }

  private long timeOf(Reading reading, long now) {
    return reading.unixNanos() == 0 ? now : clock.monotonicNanos(reading.unixNanos());
  }

  /**
   * Whether a reading of the start script is older than one that was taken since: counters would
   * seem to go backwards.
   */
  private boolean isOvertaken(Reading reading, long then) {
    return last != null
        && (then <= last.monotonicNanos() || reading.unixNanos() == 0 && last.live());
  }

  private void passEdge() {
    ended(Observation.Cause.INVOKE);
    if (summaries == null) {
      Scope scope = new Scope("dev.remora.core", resource.version(), Attributes.none());
      summaries = new Summaries(visibleCpus, resource, scope, sink, platform, accounts);
      own = new OwnMetrics(slots, scope, missed);
      own.begin(last.unixNanos());
      sink.tellOfThemselves(own.self());
    }
    invocation = edgeTo;
    edgeTo = null;
    missed.begin();
    summaries.begin(invocation, last, readings);
    sink.invoked();
  }

  /**
   * A reading within the invocation.
   *
   * @param late whether a freeze may lie before it
   * @param missedTicks how many should have been taken before it
   */
  void tick(boolean late, long missedTicks) {
    missed.tick(missedTicks);
    long now = clock.monotonicNanos();
    boolean unbroken = last != null && !late && clock.drift() < CLOCK_STEP_NANOS;
    sample(Observation.Cause.TICK, now, unbroken, live(now, false), true);
    if (batch.sizeBytes() >= BATCH_BYTES || now - batchSinceMonotonic >= BATCH_NANOS) {
      closeBatch();
    }
  }

  /** Takes what the platform says. The end of the invocation that runs is the time to read. */
  void told(Record what) {
    if (what instanceof RuntimeDone done) {
      accounts.add(done);
      endIfDone();
    } else if (what instanceof InvocationReport report) {
      accounts.add(report);
      if (summaries != null) {
        summaries.reported(report);
      }
    } else if (what instanceof InitStart start) {
      accounts.add(start);
      resource.instance(start.instanceId());
    } else if (what instanceof InitReport report) {
      accounts.add(report);
    }
  }

  /** Ends the invocation that runs, with a reading, if the platform has said that it has ended. */
  void endIfDone() {
    RuntimeDone done = invocation == null ? null : accounts.doneOf(invocation.requestId());
    if (done == null) {
      return;
    }
    if (last.unixNanos() <= done.unixNanos()) {
      missed.wentOn();
    }
    boolean atOnce = clock.wallNanos() - done.unixNanos() <= AT_ONCE_NANOS;
    boolean unbroken = atOnce && clock.drift() < CLOCK_STEP_NANOS;
    long now = clock.monotonicNanos();
    sample(Observation.Cause.END, now, unbroken, live(now, true), true);
    ended(Observation.Cause.END);
    sink.ended();
  }

  /** The last reading. */
  void shutdown(String reason) {
    shutdownReason = reason;
    long now = clock.monotonicNanos();
    sample(Observation.Cause.SHUTDOWN, now, false, live(now, true), true);
    finish();
  }

  /** Hands on everything there is. */
  void finish() {
    ended(Observation.Cause.SHUTDOWN);
    if (summaries != null) {
      summaries.flush();
    }
  }

  /** What was read last is the end of the invocation that runs, if one does. */
  private void ended(Observation.Cause cause) {
    if (own != null) {
      Ticks ticks = invocation == null ? null : summaries.ticks();
      own.edge(last.unixNanos(), ticks, cause != Observation.Cause.END);
    }
    closeBatch();
    if (invocation != null) {
      invocation = null;
      summaries.end(last.unixNanos(), missed.ofInvocation(), proc.machineIsShared());
    }
  }

  /** Hands the open batch on, if there is anything in it. */
  private void closeBatch() {
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
    if (readings == null) {
      readings = new Readings();
    }
    readings.clear();
    open = moment;
    long began = clock.monotonicNanos();
    for (SamplerSlot slot : slots.all()) {
      if (slot.inService()) {
        current = slot;
        count = count + 1;
        slot.sample(moment, readings);
        if (owner != Thread.currentThread()) {
          throw new OwnershipLost();
        }
        current = null;
      }
    }
    taken(began);
  }

  /** The round that is open is over; it took from then until now. */
  private void taken(long beganMonotonic) {
    last = open;
    open = null;
    if (own != null) {
      own.took(clock.monotonicNanos() - beganMonotonic);
      summaries.reading(last, readings);
    }
  }

  private LiveProc live(long now, boolean edge) {
    if (edge || now - scannedMonotonic >= SCAN_NANOS) {
      proc.scan(scan);
      scannedMonotonic = now;
    }
    return proc;
  }
}

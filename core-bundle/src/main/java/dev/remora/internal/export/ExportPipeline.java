// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Exporter;
import dev.remora.api.Signal;
import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.buffer.Cursor;
import dev.remora.internal.buffer.Priority;
import dev.remora.internal.log.AgentLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Sends what one exporter has not sent yet: cursor, batch, export, acknowledge. It has a thread of
 * its own, so nobody waits for a slow destination but the batches for it.
 */
final class ExportPipeline {
  /** Longest time for one batch outside of a shutdown. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** An exporter that is this much over its deadline will not come back. */
  private static final long GRACE_NANOS = Duration.ofSeconds(2).toNanos();

  /** At the end there is no later: a batch is tried this often, if there is time. */
  private static final int LAST_TRIES = 3;

  private static final long FIRST_PAUSE_MILLIS = 100;

  private final String name;
  private final Delivery delivery;
  private final Cursor cursor;
  private final ExportStatistics statistics;
  private final List<Lane> lanes;
  private final LongSupplier nanoTime;
  private final LongSupplier unixMillis;
  private final AgentLog log;
  private final Thread thread;

  private boolean wanted;
  private boolean stopping;
  private Deadline shutdown;
  private boolean busy;
  private Deadline exporting;
  private long exportingSinceNanos;
  private volatile boolean failing;

  /**
   * @param nanoTime the monotonic clock, for deadlines
   * @param unixMillis the wall clock, which goes on in a freeze, for waits between tries
   */
  ExportPipeline(
      String name,
      Exporter exporter,
      Cursor cursor,
      LongSupplier nanoTime,
      LongSupplier unixMillis,
      AgentLog log) {
    this.name = name;
    this.statistics = new ExportStatistics(name);
    this.delivery = new Delivery(exporter, statistics, log);
    this.cursor = cursor;
    // Summaries say most in fewest bytes.
    this.lanes = List.of(new Lane(Priority.SUMMARY, cursor), new Lane(Priority.POINT, cursor));
    this.nanoTime = nanoTime;
    this.unixMillis = unixMillis;
    this.log = log;
    this.thread = new Thread(null, this::run, "remora-export-" + name, 512 * 1024);
    this.thread.setDaemon(true);
  }

  String name() {
    return name;
  }

  ExportStatistics statistics() {
    return statistics;
  }

  void start() {
    thread.start();
  }

  /** Asks for everything to be sent; returns at once. */
  synchronized void flush() {
    wanted = true;
    notifyAll();
  }

  /** Asks for everything to be sent until the deadline, and no longer; returns at once. */
  synchronized void flushUntil(Deadline deadline) {
    shutdown = deadline;
    flush();
  }

  /** Whether a batch did not go through at the last try. */
  boolean failing() {
    return failing;
  }

  /** Waits until everything that was asked for is done, or the deadline has passed. */
  synchronized void await(Deadline deadline) throws InterruptedException {
    while ((wanted || busy) && !stopping && !deadline.expired()) {
      wait(Math.max(1, deadline.remaining().toMillis()));
    }
  }

  /** Whether the exporter was given a batch, and its deadline has passed for long. */
  synchronized boolean hangs() {
    return exporting != null
        && exporting.expired()
        && nanoTime.getAsLong() - exportingSinceNanos > PATIENCE.toNanos() + GRACE_NANOS;
  }

  /** Takes the exporter out of service without waiting for it. */
  void abandon() {
    log.warn("did not come back from a batch and is switched off");
    stop();
    cursor.close();
    thread.interrupt();
  }

  /** Takes the exporter out of service in an orderly way. */
  void close() {
    stop();
    cursor.close();
    delivery.close();
  }

  /** Says what the destination did not take, if there is such. */
  void summarize() {
    long rejected =
        statistics.rejectedItems(Signal.METRICS) + statistics.rejectedItems(Signal.LOGS);
    if (rejected > 0) {
      log.info(rejected + " data points and log records were not taken by the destination");
    }
  }

  private synchronized void stop() {
    stopping = true;
    notifyAll();
  }

  private void run() {
    try {
      while (awaitWork()) {
        boolean failed = false;
        for (Lane lane : lanes) {
          failed |= !drain(lane);
        }
        failing = failed;
      }
    } catch (InterruptedException e) {
      // Given up.
    }
  }

  private synchronized boolean awaitWork() throws InterruptedException {
    busy = false;
    notifyAll();
    while (!wanted && !stopping) {
      wait();
    }
    wanted = false;
    busy = true;
    return !stopping;
  }

  /** Sends all of a lane; false when something is left. */
  private boolean drain(Lane lane) throws InterruptedException {
    int tries = 0;
    while (true) {
      Deadline deadline = begin(lane);
      if (deadline == null) {
        return false;
      }
      boolean last = shuttingDown();
      List<BufferedRecord> group =
          lane.next(
              last ? Cursor.Order.NEWEST_SUMMARIES_FIRST : Cursor.Order.OLDEST_FIRST,
              delivery.preferredBytes());
      ExportResult result = group.isEmpty() ? null : send(group, lane, deadline);
      end();
      if (result == null) {
        return true;
      }
      if (isStopping()) {
        return false;
      }
      if (settle(result, group, lane)) {
        tries = 0;
      } else if (!last || result instanceof ExportResult.Parked || !pause(++tries, result)) {
        return false;
      }
    }
  }

  /** Opens one export; null when none may be made now. */
  private synchronized Deadline begin(Lane lane) {
    boolean lastChance = shutdown != null;
    boolean open = !lane.circuit().closed(unixMillis.getAsLong());
    if (stopping || lastChance && shutdown.expired() || !lastChance && open) {
      return null;
    }
    exportingSinceNanos = nanoTime.getAsLong();
    exporting = lastChance ? shutdown.within(PATIENCE) : Deadline.in(PATIENCE, nanoTime);
    return exporting;
  }

  private synchronized void end() {
    exporting = null;
  }

  private synchronized boolean shuttingDown() {
    return shutdown != null;
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private ExportResult send(List<BufferedRecord> group, Lane lane, Deadline deadline) {
    OtlpBatch batch = OtlpBatch.of(group);
    ExportResult result = delivery.deliver(batch, deadline);
    return result instanceof ExportResult.TooLarge && group.size() == 1
        ? delivery.deliverInParts(batch, deadline, lane.deliveredParts())
        : result;
  }

  /** Does what the result says; whether the next batch may follow at once. */
  private boolean settle(ExportResult result, List<BufferedRecord> group, Lane lane) {
    // No pattern switch: its first use costs milliseconds of CPU.
    if (result instanceof ExportResult.RetryLater retry) {
      lane.tried(group);
      lane.circuit().failed(unixMillis.getAsLong(), retry.notBefore());
      log.warn("a batch could not be sent now, it is kept and sent again: " + retry.reason());
      return false;
    }
    if (result instanceof ExportResult.Parked parked) {
      lane.tried(group);
      lane.circuit().parked(unixMillis.getAsLong());
      log.warn(
          "nothing gets through and batches are kept, as long as the buffer has room: "
              + parked.reason());
      return false;
    }
    if (result instanceof ExportResult.TooLarge) {
      lane.tooMuch(group);
      return true;
    }
    if (result instanceof ExportResult.Rejected && group.size() > 1) {
      lane.oneByOne(group);
      return true;
    }
    if (result instanceof ExportResult.Rejected rejected) {
      log.warn("a batch was rejected and is dropped: " + rejected.reason());
      statistics.rejected(group.getFirst().signal(), group.getFirst().itemCount());
      lane.reject(group.getFirst());
      return true;
    }
    lane.acknowledge(group);
    return true;
  }

  /** Waits before another try at the end; false when there is none. */
  private synchronized boolean pause(int tries, ExportResult result) throws InterruptedException {
    long pause = ThreadLocalRandom.current().nextLong(FIRST_PAUSE_MILLIS << tries);
    if (result instanceof ExportResult.RetryLater retry) {
      pause = Math.max(pause, Math.min(retry.notBefore().getSeconds(), 3600) * 1000);
    }
    if (tries >= LAST_TRIES || shutdown.remaining().toMillis() <= pause) {
      return false;
    }
    wait(Math.max(1, pause));
    return !stopping;
  }
}

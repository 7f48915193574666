// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Exporter;
import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.buffer.Cursor;
import dev.remora.internal.buffer.DropReason;
import dev.remora.internal.log.AgentLog;
import java.time.Duration;
import java.util.Optional;
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

  private final String name;
  private final Exporter exporter;
  private final Cursor cursor;
  private final LongSupplier nanoTime;
  private final AgentLog log;
  private final ExportStatistics statistics;
  private final Circuit circuit = new Circuit();
  private final Thread thread;

  private boolean wanted;
  private boolean stopping;
  private Deadline shutdown;
  private boolean busy;
  private Deadline exporting;
  private long exportingSinceNanos;

  ExportPipeline(
      String name, Exporter exporter, Cursor cursor, LongSupplier nanoTime, AgentLog log) {
    this.name = name;
    this.statistics = new ExportStatistics(name);
    this.exporter = exporter;
    this.cursor = cursor;
    this.nanoTime = nanoTime;
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
    try {
      exporter.close();
    } catch (RuntimeException | LinkageError e) {
      log.warn("could not be closed", e);
    }
  }

  private synchronized void stop() {
    stopping = true;
    notifyAll();
  }

  private void run() {
    try {
      while (awaitWork()) {
        drain();
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

  private void drain() {
    boolean more = true;
    while (more) {
      Deadline deadline = begin();
      if (deadline == null) {
        return;
      }
      Optional<BufferedRecord> next =
          cursor.peek(
              shuttingDown() ? Cursor.Order.NEWEST_SUMMARIES_FIRST : Cursor.Order.OLDEST_FIRST);
      more = next.isPresent() && send(next.get(), deadline);
      end();
    }
  }

  /** Opens one export; null when none may be made now. */
  private synchronized Deadline begin() {
    long now = nanoTime.getAsLong();
    boolean lastChance = shutdown != null;
    if (stopping || lastChance && shutdown.expired() || !lastChance && !circuit.closed(now)) {
      return null;
    }
    exportingSinceNanos = now;
    exporting = lastChance ? shutdown.within(PATIENCE) : Deadline.in(PATIENCE, nanoTime);
    return exporting;
  }

  private synchronized void end() {
    exporting = null;
  }

  private synchronized boolean shuttingDown() {
    return shutdown != null;
  }

  /** Sends one batch; whether the next one may follow at once. */
  private boolean send(BufferedRecord record, Deadline deadline) {
    ExportResult result = export(record, deadline);
    if (isStopping()) {
      return false;
    }
    // No pattern switch: its first use costs milliseconds of CPU.
    if (result instanceof ExportResult.RetryLater retry) {
      statistics.retried();
      circuit.failed(nanoTime.getAsLong(), retry.notBefore());
      log.warn("a batch could not be sent now, it is kept and sent again: " + retry.reason());
      return false;
    }
    circuit.succeeded();
    if (result instanceof ExportResult.Rejected rejected) {
      statistics.rejected(record.signal(), record.itemCount());
      cursor.drop(record, DropReason.REJECTED);
      log.warn("a batch was rejected and is dropped: " + rejected.reason());
    } else {
      statistics.delivered(record.signal(), record.itemCount(), record.payload().length);
      cursor.acknowledge(record);
    }
    return true;
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private ExportResult export(BufferedRecord record, Deadline deadline) {
    try {
      ExportResult result = exporter.export(new BufferedBatch(record), deadline);
      return result == null ? ExportResult.retryLater("the exporter gave no result") : result;
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      return ExportResult.retryLater(e.toString());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Exporter;
import dev.remora.internal.log.AgentLog;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Gives batches to an exporter, whatever it does, and in parts where they are too large. Used by
 * one thread.
 */
final class Delivery {
  private final Exporter exporter;
  private final ExportStatistics statistics;
  private final AgentLog log;

  Delivery(Exporter exporter, ExportStatistics statistics, AgentLog log) {
    this.exporter = exporter;
    this.statistics = statistics;
    this.log = log;
  }

  /** The size that the exporter likes. */
  int preferredBytes() {
    try {
      return exporter.preferredBatchBytes();
    } catch (RuntimeException | LinkageError e) {
      return 0;
    }
  }

  /** Gives it one batch. */
  ExportResult deliver(OtlpBatch batch, Deadline deadline) {
    ExportResult result = export(batch, deadline);
    statistics.attempted(result);
    // No pattern switch: its first use costs milliseconds of CPU.
    if (result instanceof ExportResult.PartialSuccess partial) {
      long rejected = Math.clamp(partial.rejectedItems(), 0, batch.itemCount());
      statistics.rejected(batch.signal(), rejected);
      statistics.delivered(batch.signal(), batch.itemCount() - rejected, batch.payloadBytes());
      log.warn("the destination took a batch, but said: " + partial.reason());
    } else if (result instanceof ExportResult.Success) {
      statistics.delivered(batch.signal(), batch.itemCount(), batch.payloadBytes());
    }
    return result;
  }

  /**
   * Gives it the parts of a batch that was too large as a whole.
   *
   * @param delivered ids of parts that it has already; grows
   * @return success when it has all that it will ever take; rejected when the batch has no parts
   */
  ExportResult deliverInParts(OtlpBatch batch, Deadline deadline, Set<UUID> delivered) {
    List<OtlpBatch> halves;
    try {
      halves = batch.halves();
    } catch (UnusableBatchException e) {
      return e.result();
    }
    if (halves.isEmpty()) {
      return ExportResult.rejected("a single item is too large for the destination");
    }
    for (OtlpBatch half : halves) {
      if (delivered.contains(half.id())) {
        continue;
      }
      ExportResult result = deliver(half, deadline);
      if (result instanceof ExportResult.TooLarge) {
        result = deliverInParts(half, deadline, delivered);
      }
      if (result instanceof ExportResult.RetryLater || result instanceof ExportResult.Parked) {
        return result;
      }
      if (result instanceof ExportResult.Rejected rejected) {
        log.warn("a part of a batch was rejected and is dropped: " + rejected.reason());
        statistics.rejected(half.signal(), half.itemCount());
      }
      delivered.add(half.id());
    }
    return ExportResult.success();
  }

  private ExportResult export(OtlpBatch batch, Deadline deadline) {
    try {
      ExportResult result = exporter.export(batch, deadline);
      return result == null ? ExportResult.retryLater("the exporter gave no result") : result;
    } catch (UnusableBatchException e) {
      return e.result();
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      return ExportResult.retryLater(e.toString());
    }
  }

  void close() {
    try {
      exporter.close();
    } catch (RuntimeException | LinkageError e) {
      log.warn("could not be closed", e);
    }
  }
}

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
  private final AgentLog log;
  private volatile long rejectedItems;

  Delivery(Exporter exporter, AgentLog log) {
    this.exporter = exporter;
    this.log = log;
  }

  /** Data points and log records that the destination did not take. */
  long rejectedItems() {
    return rejectedItems;
  }

  /** These are lost; by the exporter's thread. */
  void countRejected(long items) {
    rejectedItems = rejectedItems + items;
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
    // No pattern switch: its first use costs milliseconds of CPU.
    if (result instanceof ExportResult.PartialSuccess partial) {
      countRejected(Math.max(0, partial.rejectedItems()));
      log.warn("the destination took a batch, but said: " + partial.reason());
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
    List<OtlpBatch> halves = batch.halves();
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
        countRejected(half.itemCount());
      }
      delivered.add(half.id());
    }
    return ExportResult.success();
  }

  private ExportResult export(OtlpBatch batch, Deadline deadline) {
    try {
      ExportResult result = exporter.export(batch, deadline);
      return result == null ? ExportResult.retryLater("the exporter gave no result") : result;
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

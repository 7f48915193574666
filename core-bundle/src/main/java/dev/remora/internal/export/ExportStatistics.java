// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.api.ExportResult;
import dev.remora.api.Signal;

/**
 * What became of one exporter's batches since this agent started. Written by the exporter's thread,
 * read by any.
 */
final class ExportStatistics {
  private final String exporter;
  private final long[] attempts = new long[Outcome.values().length];
  private volatile long deliveredPoints;
  private volatile long deliveredLogRecords;
  private volatile long deliveredBytes;
  private volatile long rejectedPoints;
  private volatile long rejectedLogRecords;

  /** What an exporter answered when it was given a batch, or a part of one. */
  enum Outcome {
    /** The destination has it, or nearly all of it. */
    DELIVERED("delivered"),
    /** The destination will never take it as it is. */
    REJECTED("rejected"),
    /** The destination takes only smaller ones. */
    TOO_LARGE("too_large"),
    /** It is to be tried again. */
    RETRY("retry"),
    /** Nothing gets through until the configuration changes. */
    PARKED("parked");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /** Its name in metrics. */
    String label() {
      return label;
    }

    // No pattern switch: its first use costs milliseconds of CPU.
    private static Outcome of(ExportResult result) {
      if (result instanceof ExportResult.RetryLater) {
        return RETRY;
      } else if (result instanceof ExportResult.Parked) {
        return PARKED;
      } else if (result instanceof ExportResult.TooLarge) {
        return TOO_LARGE;
      }
      return result instanceof ExportResult.Rejected ? REJECTED : DELIVERED;
    }
  }

  ExportStatistics(String exporter) {
    this.exporter = exporter;
  }

  /** A batch was given to the exporter, which said this. */
  synchronized void attempted(ExportResult result) {
    attempts[Outcome.of(result).ordinal()]++;
  }

  /** The destination has these; {@code bytes} of OTLP in protobuf. */
  void delivered(Signal signal, long items, long bytes) {
    deliveredBytes = deliveredBytes + bytes;
    if (signal == Signal.METRICS) {
      deliveredPoints = deliveredPoints + items;
    } else {
      deliveredLogRecords = deliveredLogRecords + items;
    }
  }

  /** The destination will never take these. */
  void rejected(Signal signal, long items) {
    if (signal == Signal.METRICS) {
      rejectedPoints = rejectedPoints + items;
    } else {
      rejectedLogRecords = rejectedLogRecords + items;
    }
  }

  /** The exporter's name. */
  String exporter() {
    return exporter;
  }

  /** How many of the batches that were given to the exporter ended like that. */
  synchronized long attempts(Outcome outcome) {
    return attempts[outcome.ordinal()];
  }

  /** Data points or log records that the destination has. */
  long deliveredItems(Signal signal) {
    return signal == Signal.METRICS ? deliveredPoints : deliveredLogRecords;
  }

  /** Data points or log records that the destination will never take. */
  long rejectedItems(Signal signal) {
    return signal == Signal.METRICS ? rejectedPoints : rejectedLogRecords;
  }

  /** Bytes of the delivered OTLP requests, before compression by the exporter. */
  long deliveredBytes() {
    return deliveredBytes;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.api.Signal;

/**
 * What became of one exporter's batches since this agent started. Written by the exporter's thread,
 * read by any.
 */
public final class ExportStatistics {
  private final String exporter;
  private volatile long deliveredPoints;
  private volatile long deliveredLogRecords;
  private volatile long deliveredBytes;
  private volatile long rejectedPoints;
  private volatile long rejectedLogRecords;
  private volatile long deliveries;
  private volatile long rejections;
  private volatile long retries;
  private volatile long parkings;

  ExportStatistics(String exporter) {
    this.exporter = exporter;
  }

  /** The destination has a batch; {@code bytes} is the length of its OTLP request in protobuf. */
  void delivered(Signal signal, long items, long bytes) {
    deliveries = deliveries + 1;
    deliveredBytes = deliveredBytes + bytes;
    if (signal == Signal.METRICS) {
      deliveredPoints = deliveredPoints + items;
    } else {
      deliveredLogRecords = deliveredLogRecords + items;
    }
  }

  /** The destination will never take a batch. */
  void rejected(Signal signal, long items) {
    rejections = rejections + 1;
    if (signal == Signal.METRICS) {
      rejectedPoints = rejectedPoints + items;
    } else {
      rejectedLogRecords = rejectedLogRecords + items;
    }
  }

  /** A batch could not be sent now and is kept. */
  void retried() {
    retries = retries + 1;
  }

  /** A batch could not be sent, and none will until the configuration changes. */
  void parked() {
    parkings = parkings + 1;
  }

  /** The exporter's name. */
  public String exporter() {
    return exporter;
  }

  /** Data points or log records that the destination has. */
  public long deliveredItems(Signal signal) {
    return signal == Signal.METRICS ? deliveredPoints : deliveredLogRecords;
  }

  /** Data points or log records that the destination will never take. */
  public long rejectedItems(Signal signal) {
    return signal == Signal.METRICS ? rejectedPoints : rejectedLogRecords;
  }

  /** Bytes of the delivered OTLP requests, before compression by the exporter. */
  public long deliveredBytes() {
    return deliveredBytes;
  }

  /** Batches that were delivered. */
  public long deliveries() {
    return deliveries;
  }

  /** Batches that were rejected. */
  public long rejections() {
    return rejections;
  }

  /** Attempts that have to be repeated. */
  public long retries() {
    return retries;
  }

  /** Attempts that showed that nothing gets through until the configuration changes. */
  public long parkings() {
    return parkings;
  }
}

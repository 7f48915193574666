// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.api.Batch;
import dev.remora.api.Signal;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.otlp.OtlpFormatException;
import dev.remora.internal.otlp.OtlpJson;
import dev.remora.internal.otlp.OtlpProtobuf;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A record of the buffer as exporters see it; taken apart only when somebody asks. */
final class BufferedBatch implements Batch {
  private final BufferedRecord record;

  BufferedBatch(BufferedRecord record) {
    this.record = record;
  }

  @Override
  public UUID id() {
    return record.batchId();
  }

  @Override
  public Signal signal() {
    return record.signal();
  }

  @Override
  public long createdUnixMillis() {
    return record.createdUnixMillis();
  }

  @Override
  public int itemCount() {
    return record.itemCount();
  }

  @Override
  public Optional<String> invocationId() {
    return record.invocationId().isEmpty() ? Optional.empty() : Optional.of(record.invocationId());
  }

  @Override
  public byte[] toOtlpProtobuf() {
    return record.payload().clone();
  }

  @Override
  public byte[] toOtlpJson(boolean withInvocationId) {
    String id = withInvocationId ? record.invocationId() : "";
    return record.signal() == Signal.METRICS
        ? OtlpJson.writeMetrics(metrics(), id)
        : OtlpJson.writeLogs(logs(), id);
  }

  @Override
  public List<ResourceMetrics> metrics() {
    if (record.signal() != Signal.METRICS) {
      return List.of();
    }
    try {
      return OtlpProtobuf.decodeMetrics(record.payload(), 0, record.payload().length);
    } catch (OtlpFormatException e) {
      throw unreadable(e);
    }
  }

  @Override
  public List<ResourceLogs> logs() {
    if (record.signal() != Signal.LOGS) {
      return List.of();
    }
    try {
      return OtlpProtobuf.decodeLogs(record.payload(), 0, record.payload().length);
    } catch (OtlpFormatException e) {
      throw unreadable(e);
    }
  }

  /** The buffer checked its sums, so this is a defect of whoever wrote the record. */
  private IllegalStateException unreadable(OtlpFormatException cause) {
    return new IllegalStateException("batch " + record.batchId() + " is no OTLP request", cause);
  }
}

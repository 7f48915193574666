// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import dev.remora.api.Signal;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.ScopeLogs;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.otlp.OtlpFormatException;
import dev.remora.internal.otlp.OtlpJson;
import dev.remora.internal.otlp.OtlpProtobuf;
import java.util.List;

/**
 * What a record's payload holds.
 *
 * @param metrics empty when it holds logs
 * @param logs empty when it holds metrics
 */
record Telemetry(List<ResourceMetrics> metrics, List<ResourceLogs> logs) {
  /** The agent has to be more modest; here it only keeps a hostile file from taking everything. */
  private static final int MOST_BYTES = 128 << 20;

  /**
   * Decodes it.
   *
   * @throws OtlpFormatException if it is no OTLP request
   */
  static Telemetry of(BufferedRecord record) throws OtlpFormatException {
    byte[] payload = record.payload();
    return record.signal() == Signal.METRICS
        ? new Telemetry(
            OtlpProtobuf.decodeMetrics(payload, 0, payload.length, MOST_BYTES), List.of())
        : new Telemetry(List.of(), OtlpProtobuf.decodeLogs(payload, 0, payload.length, MOST_BYTES));
  }

  /** One line of OTLP JSON as the exporter {@code file} writes it. */
  static byte[] json(BufferedRecord record) throws OtlpFormatException {
    Telemetry telemetry = of(record);
    return record.signal() == Signal.METRICS
        ? OtlpJson.writeMetrics(telemetry.metrics, record.invocationId(), MOST_BYTES)
        : OtlpJson.writeLogs(telemetry.logs, record.invocationId(), MOST_BYTES);
  }

  /** Number of data points or log records. */
  int items() {
    int items = 0;
    for (ResourceMetrics resource : metrics) {
      for (ScopeMetrics scope : resource.scopes()) {
        for (Metric metric : scope.metrics()) {
          items += metric.data().size();
        }
      }
    }
    for (ResourceLogs resource : logs) {
      for (ScopeLogs scope : resource.scopes()) {
        items += scope.records().size();
      }
    }
    return items;
  }
}

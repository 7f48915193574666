// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import java.util.List;

/**
 * OTLP requests in JSON encoding (OTLP specification, "JSON Protobuf Encoding"; the same document
 * as a line of OTLP's file format): lowerCamelCase names, 64-bit numbers as decimal strings,
 * enumerations as numbers, trace and span ids in hexadecimal digits, other bytes in Base64. UTF-8,
 * one line, no line end behind it.
 *
 * <p>NaN and infinite numbers, which several receivers refuse, are never written: their points are
 * left out, attributes have them as text. Readers take numbers bare or in quotes, pass over unknown
 * fields, and throw {@link OtlpFormatException} for what is no such document.
 */
public final class OtlpJson {
  /**
   * 3 MiB: the longest document that the agent makes, whose heap is 24 MiB. A batch of 64 KiB of
   * protobuf becomes 300 KB; 1 MiB of empty points with an invocation id would become 60 MB.
   */
  public static final int MOST_BYTES = 3 << 20;

  private static final int CAPACITY = 4096;

  private OtlpJson() {}

  /**
   * The document with these metrics.
   *
   * @param invocationId put as {@code faas.invocation_id} on each point that has none; empty: not
   * @throws IllegalArgumentException if it would be longer than {@link #MOST_BYTES}
   */
  public static byte[] writeMetrics(List<ResourceMetrics> metrics, String invocationId) {
    return writeMetrics(metrics, invocationId, MOST_BYTES);
  }

  /** The same with another limit. */
  public static byte[] writeMetrics(
      List<ResourceMetrics> metrics, String invocationId, int mostBytes) {
    JsonWriter out = new JsonWriter(CAPACITY, mostBytes);
    new JsonMetricsWriter(out, invocationId).request(metrics);
    return out.toByteArray();
  }

  /**
   * The document with these log records.
   *
   * @param invocationId put as {@code faas.invocation_id} on each record that has none; empty: not
   * @throws IllegalArgumentException if it would be longer than {@link #MOST_BYTES}
   */
  public static byte[] writeLogs(List<ResourceLogs> logs, String invocationId) {
    return writeLogs(logs, invocationId, MOST_BYTES);
  }

  /** The same with another limit. */
  public static byte[] writeLogs(List<ResourceLogs> logs, String invocationId, int mostBytes) {
    JsonWriter out = new JsonWriter(CAPACITY, mostBytes);
    new JsonLogsWriter(out, invocationId).request(logs);
    return out.toByteArray();
  }

  /** The metrics of one document. */
  public static List<ResourceMetrics> readMetrics(byte[] json) throws OtlpFormatException {
    return List.copyOf(JsonMetricsReader.request(new JsonReader(json)));
  }

  /** The log records of one document. */
  public static List<ResourceLogs> readLogs(byte[] json) throws OtlpFormatException {
    return List.copyOf(JsonLogsReader.request(new JsonReader(json)));
  }
}

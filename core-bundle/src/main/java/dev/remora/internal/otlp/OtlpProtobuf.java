// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import java.util.List;

/**
 * OTLP requests in protobuf encoding: {@code ExportMetricsServiceRequest} and {@code
 * ExportLogsServiceRequest}, which have the layout of {@code MetricsData} and {@code LogsData}. Two
 * requests one behind the other are one valid request with the entries of both.
 *
 * <p>What a reader cannot understand it passes over: unknown fields, exemplars, flags, metrics of
 * other types than gauge, sum and histogram. What is no message at all is an {@link
 * OtlpFormatException}, and never more is allocated than a fixed multiple of the input.
 */
public final class OtlpProtobuf {
  private static final int CAPACITY = 1024;

  private OtlpProtobuf() {}

  /** The request that carries these metrics. */
  public static byte[] encodeMetrics(List<ResourceMetrics> metrics) {
    ProtoWriter out = new ProtoWriter(CAPACITY);
    ProtoMetricsWriter.request(out, metrics);
    return out.toByteArray();
  }

  /** The request that carries these log records. */
  public static byte[] encodeLogs(List<ResourceLogs> logs) {
    ProtoWriter out = new ProtoWriter(CAPACITY);
    ProtoLogsWriter.request(out, logs);
    return out.toByteArray();
  }

  /** The metrics of a request. */
  public static List<ResourceMetrics> decodeMetrics(byte[] bytes, int offset, int length)
      throws OtlpFormatException {
    return List.copyOf(ProtoMetricsReader.request(new ProtoReader(bytes, offset, length)));
  }

  /** The log records of a request. */
  public static List<ResourceLogs> decodeLogs(byte[] bytes, int offset, int length)
      throws OtlpFormatException {
    return List.copyOf(ProtoLogsReader.request(new ProtoReader(bytes, offset, length)));
  }
}

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
 * OtlpFormatException}, and so is a message whose objects would take more memory than it may.
 */
public final class OtlpProtobuf {
  /**
   * 6 MiB: what the objects of one message may take in the agent, whose heap is 24 MiB. Measured: a
   * full record of 1 MiB of real points takes 2 MB; 1 MiB of empty messages would take 36 MB.
   */
  public static final int MOST_MEMORY = 6 << 20;

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

  /** The metrics of a request; more than {@link #MOST_MEMORY} of them are refused. */
  public static List<ResourceMetrics> decodeMetrics(byte[] bytes, int offset, int length)
      throws OtlpFormatException {
    return decodeMetrics(bytes, offset, length, MOST_MEMORY);
  }

  /**
   * The metrics of a request.
   *
   * @param mostMemory bytes that the objects may take before the request is refused
   */
  public static List<ResourceMetrics> decodeMetrics(
      byte[] bytes, int offset, int length, int mostMemory) throws OtlpFormatException {
    ProtoReader in = new ProtoReader(bytes, offset, length, mostMemory);
    return List.copyOf(ProtoMetricsReader.request(in));
  }

  /** The log records of a request; more than {@link #MOST_MEMORY} of them are refused. */
  public static List<ResourceLogs> decodeLogs(byte[] bytes, int offset, int length)
      throws OtlpFormatException {
    return decodeLogs(bytes, offset, length, MOST_MEMORY);
  }

  /**
   * The log records of a request.
   *
   * @param mostMemory bytes that the objects may take before the request is refused
   */
  public static List<ResourceLogs> decodeLogs(byte[] bytes, int offset, int length, int mostMemory)
      throws OtlpFormatException {
    ProtoReader in = new ProtoReader(bytes, offset, length, mostMemory);
    return List.copyOf(ProtoLogsReader.request(in));
  }
}

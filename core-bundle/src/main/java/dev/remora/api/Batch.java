// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What one export carries: data of one signal, of one sandbox and of at most one invocation, unless
 * the exporter asked for larger batches ({@link Exporter#preferredBatchBytes}). Immutable.
 */
@ProviderType
public interface Batch {

  /** The same on every attempt, so that a receiver can drop duplicates. */
  UUID id();

  /** What is inside. */
  Signal signal();

  /** When the batch was closed, the oldest part of it, Unix milliseconds. */
  long createdUnixMillis();

  /** Number of data points or log records. */
  int itemCount();

  /** The request id that all of it belongs to; empty when it belongs to none or to several. */
  Optional<String> invocationId();

  /**
   * The content as it lies in the buffer: one {@code ExportMetricsServiceRequest} or {@code
   * ExportLogsServiceRequest} in protobuf encoding (OTLP 1.x). A fresh copy.
   */
  byte[] toOtlpProtobuf();

  /**
   * The content in OTLP's JSON encoding, UTF-8, one line without line end.
   *
   * @param withInvocationId whether each data point and log record carries {@code
   *     faas.invocation_id}; good for files and events, expensive in a store of time series
   */
  byte[] toOtlpJson(boolean withInvocationId);

  /** The content as objects; empty unless {@link #signal()} is {@link Signal#METRICS}. */
  List<ResourceMetrics> metrics();

  /** The content as objects; empty unless {@link #signal()} is {@link Signal#LOGS}. */
  List<ResourceLogs> logs();
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.Objects;

/**
 * One log record or event (opentelemetry-proto, {@code logs.proto}).
 *
 * @param unixNanos when it happened; 0 when unknown
 * @param observedUnixNanos when it was seen; 0 when unknown
 * @param severityNumber 1 to 24, INFO is 9, ERROR 17; 0 when unspecified
 * @param severityText the source's own word; may be empty
 * @param body the text or structure
 * @param attributes what else is known
 * @param eventName name of the event; empty for a plain log record
 * @param traceId 32 hexadecimal digits; empty when there is none
 * @param spanId 16 hexadecimal digits; empty when there is none
 */
public record LogRecord(
    long unixNanos,
    long observedUnixNanos,
    int severityNumber,
    String severityText,
    AnyValue body,
    Attributes attributes,
    String eventName,
    String traceId,
    String spanId) {
  public LogRecord {
    Objects.requireNonNull(severityText, "severityText");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(attributes, "attributes");
    Objects.requireNonNull(eventName, "eventName");
    Objects.requireNonNull(traceId, "traceId");
    Objects.requireNonNull(spanId, "spanId");
  }
}

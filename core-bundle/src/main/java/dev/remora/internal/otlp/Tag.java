// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

/**
 * Field numbers with their wire types, as they stand before each field: {@code number << 3 | type}.
 * Compile-time constants, so this class is never loaded. Source: opentelemetry-proto 1.9, {@code
 * common.proto}, {@code resource.proto}, {@code metrics.proto}, {@code logs.proto} and the two
 * services.
 */
final class Tag {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int MESSAGE = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  // ExportMetricsServiceRequest and ExportLogsServiceRequest have one field, of the same number.
  static final int REQUEST_RESOURCE = 1 << 3 | MESSAGE;

  // ResourceMetrics and ResourceLogs, ScopeMetrics and ScopeLogs are alike.
  static final int ENTRY_RESOURCE = 1 << 3 | MESSAGE;
  static final int ENTRY_SCOPE_ENTRY = 2 << 3 | MESSAGE;
  static final int ENTRY_SCHEMA_URL = 3 << 3 | MESSAGE;
  static final int SCOPE_ENTRY_SCOPE = 1 << 3 | MESSAGE;
  static final int SCOPE_ENTRY_ITEM = 2 << 3 | MESSAGE;
  static final int SCOPE_ENTRY_SCHEMA_URL = 3 << 3 | MESSAGE;

  static final int RESOURCE_ATTRIBUTE = 1 << 3 | MESSAGE;

  static final int SCOPE_NAME = 1 << 3 | MESSAGE;
  static final int SCOPE_VERSION = 2 << 3 | MESSAGE;
  static final int SCOPE_ATTRIBUTE = 3 << 3 | MESSAGE;

  static final int KEY_VALUE_KEY = 1 << 3 | MESSAGE;
  static final int KEY_VALUE_VALUE = 2 << 3 | MESSAGE;

  static final int VALUE_STRING = 1 << 3 | MESSAGE;
  static final int VALUE_BOOL = 2 << 3 | VARINT;
  static final int VALUE_INT = 3 << 3 | VARINT;
  static final int VALUE_DOUBLE = 4 << 3 | FIXED64;
  static final int VALUE_ARRAY = 5 << 3 | MESSAGE;
  static final int VALUE_KEY_VALUES = 6 << 3 | MESSAGE;
  static final int VALUE_BYTES = 7 << 3 | MESSAGE;

  /** {@code values} of ArrayValue and of KeyValueList. */
  static final int LIST_VALUE = 1 << 3 | MESSAGE;

  static final int METRIC_NAME = 1 << 3 | MESSAGE;
  static final int METRIC_DESCRIPTION = 2 << 3 | MESSAGE;
  static final int METRIC_UNIT = 3 << 3 | MESSAGE;
  static final int METRIC_GAUGE = 5 << 3 | MESSAGE;
  static final int METRIC_SUM = 7 << 3 | MESSAGE;
  static final int METRIC_HISTOGRAM = 9 << 3 | MESSAGE;

  // Gauge, Sum and Histogram share these numbers; Gauge has only the first.
  static final int DATA_POINT = 1 << 3 | MESSAGE;
  static final int DATA_TEMPORALITY = 2 << 3 | VARINT;
  static final int DATA_MONOTONIC = 3 << 3 | VARINT;

  // NumberDataPoint and HistogramDataPoint share the times.
  static final int POINT_START = 2 << 3 | FIXED64;
  static final int POINT_TIME = 3 << 3 | FIXED64;
  static final int POINT_DOUBLE = 4 << 3 | FIXED64;
  static final int POINT_INT = 6 << 3 | FIXED64;
  static final int POINT_ATTRIBUTE = 7 << 3 | MESSAGE;

  static final int HISTOGRAM_COUNT = 4 << 3 | FIXED64;
  static final int HISTOGRAM_SUM = 5 << 3 | FIXED64;
  static final int HISTOGRAM_BUCKETS = 6 << 3 | MESSAGE;
  static final int HISTOGRAM_BUCKET = 6 << 3 | FIXED64;
  static final int HISTOGRAM_BOUNDS = 7 << 3 | MESSAGE;
  static final int HISTOGRAM_BOUND = 7 << 3 | FIXED64;
  static final int HISTOGRAM_ATTRIBUTE = 9 << 3 | MESSAGE;
  static final int HISTOGRAM_MIN = 11 << 3 | FIXED64;
  static final int HISTOGRAM_MAX = 12 << 3 | FIXED64;

  static final int LOG_TIME = 1 << 3 | FIXED64;
  static final int LOG_SEVERITY = 2 << 3 | VARINT;
  static final int LOG_SEVERITY_TEXT = 3 << 3 | MESSAGE;
  static final int LOG_BODY = 5 << 3 | MESSAGE;
  static final int LOG_ATTRIBUTE = 6 << 3 | MESSAGE;
  static final int LOG_TRACE_ID = 9 << 3 | MESSAGE;
  static final int LOG_SPAN_ID = 10 << 3 | MESSAGE;
  static final int LOG_OBSERVED_TIME = 11 << 3 | FIXED64;
  static final int LOG_EVENT_NAME = 12 << 3 | MESSAGE;

  private Tag() {}
}

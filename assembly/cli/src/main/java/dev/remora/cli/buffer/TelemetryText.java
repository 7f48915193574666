// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.api.telemetry.LogRecord;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeLogs;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.api.telemetry.Temporality;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Writes telemetry as lines for people, a data point or log record each. */
final class TelemetryText {
  private final StringBuilder text = new StringBuilder();

  private TelemetryText() {}

  /** The lines, each ended with a line feed. */
  static String of(Telemetry telemetry) {
    TelemetryText writer = new TelemetryText();
    for (ResourceMetrics resource : telemetry.metrics()) {
      writer.line(1, "resource" + attributes(resource.resource().attributes()));
      for (ScopeMetrics scope : resource.scopes()) {
        writer.scope(scope.scope());
        scope.metrics().forEach(writer::metric);
      }
    }
    for (ResourceLogs resource : telemetry.logs()) {
      writer.line(1, "resource" + attributes(resource.resource().attributes()));
      for (ScopeLogs scope : resource.scopes()) {
        writer.scope(scope.scope());
        scope.records().forEach(writer::log);
      }
    }
    return writer.text.toString();
  }

  private void scope(Scope scope) {
    String version = scope.version().isEmpty() ? "" : " " + scope.version();
    line(1, "scope " + scope.name() + version + attributes(scope.attributes()));
  }

  private void metric(Metric metric) {
    String unit = metric.unit().isEmpty() ? "" : " (" + metric.unit() + ")";
    line(2, metric.name() + unit + " " + kind(metric.data()));
    switch (metric.data()) {
      case MetricData.Gauge gauge -> gauge.points().forEach(this::point);
      case MetricData.Sum sum -> sum.points().forEach(this::point);
      case MetricData.Histogram histogram -> histogram.points().forEach(this::point);
    }
  }

  private static String kind(MetricData data) {
    return switch (data) {
      case MetricData.Gauge gauge -> "gauge";
      case MetricData.Sum sum ->
          (sum.monotonic() ? "counter, " : "sum, ") + word(sum.temporality());
      case MetricData.Histogram histogram -> "histogram, " + word(histogram.temporality());
    };
  }

  private static String word(Temporality temporality) {
    return temporality.name().toLowerCase(Locale.ROOT);
  }

  private void point(NumberPoint point) {
    String value =
        switch (point) {
          case NumberPoint.Whole whole -> Long.toString(whole.value());
          case NumberPoint.Real real -> Double.toString(real.value());
        };
    line(3, Text.timeOfNanos(point.unixNanos()) + "  " + value + attributes(point.attributes()));
  }

  private void point(HistogramPoint point) {
    StringJoiner value = new StringJoiner(" ");
    value.add("count " + Long.toUnsignedString(point.count()));
    point.sum().ifPresent(sum -> value.add("sum " + sum));
    point.min().ifPresent(min -> value.add("min " + min));
    point.max().ifPresent(max -> value.add("max " + max));
    value.add("buckets " + point.bucketCounts() + " at " + point.bounds());
    line(3, Text.timeOfNanos(point.unixNanos()) + "  " + value + attributes(point.attributes()));
  }

  private void log(LogRecord log) {
    StringJoiner line = new StringJoiner("  ");
    line.add(Text.timeOfNanos(log.unixNanos() == 0 ? log.observedUnixNanos() : log.unixNanos()));
    for (String part : List.of(log.severityText(), log.eventName())) {
      if (!part.isEmpty()) {
        line.add(part);
      }
    }
    if (!(log.body() instanceof AnyValue.Empty)) {
      line.add(value(log.body()));
    }
    if (!log.traceId().isEmpty()) {
      line.add("trace " + log.traceId() + " span " + log.spanId());
    }
    line(2, line + attributes(log.attributes()));
  }

  private static String attributes(Attributes attributes) {
    StringBuilder all = new StringBuilder();
    for (KeyValue entry : attributes.entries()) {
      all.append("  ").append(entry.key()).append('=').append(value(entry.value()));
    }
    return all.toString();
  }

  private static String value(AnyValue value) {
    return switch (value) {
      case AnyValue.Text one -> one.value();
      case AnyValue.Flag one -> Boolean.toString(one.value());
      case AnyValue.Whole one -> Long.toString(one.value());
      case AnyValue.Real one -> Double.toString(one.value());
      case AnyValue.Bytes one -> "0x" + HexFormat.of().formatHex(one.value());
      case AnyValue.Array one ->
          one.values().stream().map(TelemetryText::value).toList().toString();
      case AnyValue.KeyValues one -> "{" + attributes(one.values()).strip() + "}";
      case AnyValue.Empty one -> "";
    };
  }

  private void line(int depth, String content) {
    text.append("  ".repeat(depth)).append(Text.plain(content)).append('\n');
  }
}

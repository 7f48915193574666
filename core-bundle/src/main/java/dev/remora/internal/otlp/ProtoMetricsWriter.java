// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.api.telemetry.Temporality;
import java.util.List;

/** Writes an ExportMetricsServiceRequest from the model. */
final class ProtoMetricsWriter {
  private ProtoMetricsWriter() {}

  static void request(ProtoWriter out, List<ResourceMetrics> resources) {
    for (ResourceMetrics entry : resources) {
      int start = out.open(Tag.REQUEST_RESOURCE);
      ProtoCommonWriter.resource(out, entry.resource());
      for (ScopeMetrics scope : entry.scopes()) {
        scope(out, scope);
      }
      out.stringUnlessEmpty(Tag.ENTRY_SCHEMA_URL, entry.schemaUrl());
      out.close(start);
    }
  }

  private static void scope(ProtoWriter out, ScopeMetrics entry) {
    int start = out.open(Tag.ENTRY_SCOPE_ENTRY);
    ProtoCommonWriter.scope(out, entry.scope());
    for (Metric metric : entry.metrics()) {
      metric(out, metric);
    }
    out.stringUnlessEmpty(Tag.SCOPE_ENTRY_SCHEMA_URL, entry.schemaUrl());
    out.close(start);
  }

  private static void metric(ProtoWriter out, Metric metric) {
    int start = out.open(Tag.SCOPE_ENTRY_ITEM);
    header(out, metric.name(), metric.description(), metric.unit());
    MetricData data = metric.data();
    if (data instanceof MetricData.Gauge gauge) {
      int body = out.open(Tag.METRIC_GAUGE);
      numberPoints(out, gauge.points());
      out.close(body);
    } else if (data instanceof MetricData.Sum sum) {
      int body = out.open(Tag.METRIC_SUM);
      numberPoints(out, sum.points());
      trailer(out, sum.temporality(), sum.monotonic());
      out.close(body);
    } else if (data instanceof MetricData.Histogram histogram) {
      int body = out.open(Tag.METRIC_HISTOGRAM);
      for (HistogramPoint point : histogram.points()) {
        histogramPoint(out, point);
      }
      trailer(out, histogram.temporality(), false);
      out.close(body);
    }
    out.close(start);
  }

  /** What names a metric. */
  static void header(ProtoWriter out, String name, String description, String unit) {
    out.stringUnlessEmpty(Tag.METRIC_NAME, name);
    out.stringUnlessEmpty(Tag.METRIC_DESCRIPTION, description);
    out.stringUnlessEmpty(Tag.METRIC_UNIT, unit);
  }

  /** What a sum or a histogram says about all its points. */
  static void trailer(ProtoWriter out, Temporality temporality, boolean monotonic) {
    if (temporality != Temporality.UNSPECIFIED) {
      // The constants stand in the order of AggregationTemporality: 0, 1 delta, 2 cumulative.
      out.varint(Tag.DATA_TEMPORALITY, temporality.ordinal());
    }
    if (monotonic) {
      out.varint(Tag.DATA_MONOTONIC, 1);
    }
  }

  private static void numberPoints(ProtoWriter out, List<NumberPoint> points) {
    for (NumberPoint point : points) {
      int start = out.open(Tag.DATA_POINT);
      times(out, point.startUnixNanos(), point.unixNanos());
      if (point instanceof NumberPoint.Whole whole) {
        out.fixed64(Tag.POINT_INT, whole.value());
      } else {
        out.real(Tag.POINT_DOUBLE, point.asDouble());
      }
      ProtoCommonWriter.attributes(out, Tag.POINT_ATTRIBUTE, point.attributes());
      out.close(start);
    }
  }

  static void histogramPoint(ProtoWriter out, HistogramPoint point) {
    int start = out.open(Tag.DATA_POINT);
    times(out, point.startUnixNanos(), point.unixNanos());
    if (point.count() != 0) {
      out.fixed64(Tag.HISTOGRAM_COUNT, point.count());
    }
    // Optional fields: zero is a value and is written.
    if (point.sum().isPresent()) {
      out.real(Tag.HISTOGRAM_SUM, point.sum().getAsDouble());
    }
    List<Long> counts = point.bucketCounts();
    if (!counts.isEmpty()) {
      int packed = out.open(Tag.HISTOGRAM_BUCKETS);
      for (int i = 0; i < counts.size(); i++) {
        out.fixed64(counts.get(i));
      }
      out.close(packed);
    }
    List<Double> bounds = point.bounds();
    if (!bounds.isEmpty()) {
      int packed = out.open(Tag.HISTOGRAM_BOUNDS);
      for (int i = 0; i < bounds.size(); i++) {
        out.fixed64(Double.doubleToRawLongBits(bounds.get(i)));
      }
      out.close(packed);
    }
    ProtoCommonWriter.attributes(out, Tag.HISTOGRAM_ATTRIBUTE, point.attributes());
    if (point.min().isPresent()) {
      out.real(Tag.HISTOGRAM_MIN, point.min().getAsDouble());
    }
    if (point.max().isPresent()) {
      out.real(Tag.HISTOGRAM_MAX, point.max().getAsDouble());
    }
    out.close(start);
  }

  private static void times(ProtoWriter out, long start, long time) {
    if (start != 0) {
      out.fixed64(Tag.POINT_START, start);
    }
    if (time != 0) {
      out.fixed64(Tag.POINT_TIME, time);
    }
  }
}

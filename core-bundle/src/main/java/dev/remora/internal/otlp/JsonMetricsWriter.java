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
import java.util.OptionalDouble;

/**
 * Writes metrics in OTLP's JSON. Points with NaN or an infinite number in them are left out, and
 * with them what has no point left: a metric, a scope, a resource.
 */
final class JsonMetricsWriter {
  private final JsonWriter out;
  private final JsonCommonWriter common;

  JsonMetricsWriter(JsonWriter out, String invocationId) {
    this.out = out;
    this.common = new JsonCommonWriter(out, invocationId);
  }

  void request(List<ResourceMetrics> resources) {
    out.beginObject();
    out.beginArray("resourceMetrics");
    for (ResourceMetrics entry : resources) {
      resource(entry);
    }
    out.endArray();
    out.endObject();
  }

  private void resource(ResourceMetrics entry) {
    int before = out.size;
    boolean any = false;
    out.beginObject();
    common.resource(entry.resource());
    out.beginArray("scopeMetrics");
    for (ScopeMetrics scope : entry.scopes()) {
      any |= scope(scope);
    }
    out.endArray();
    out.stringUnlessEmpty("schemaUrl", entry.schemaUrl());
    out.endObject();
    keep(any, before);
  }

  private boolean scope(ScopeMetrics entry) {
    int before = out.size;
    boolean any = false;
    out.beginObject();
    common.scope(entry.scope());
    out.beginArray("metrics");
    for (Metric metric : entry.metrics()) {
      any |= metric(metric);
    }
    out.endArray();
    out.stringUnlessEmpty("schemaUrl", entry.schemaUrl());
    out.endObject();
    return keep(any, before);
  }

  private boolean metric(Metric metric) {
    int before = out.size;
    out.beginObject();
    out.stringUnlessEmpty("name", metric.name());
    out.stringUnlessEmpty("description", metric.description());
    out.stringUnlessEmpty("unit", metric.unit());
    boolean any = data(metric.data());
    out.endObject();
    return keep(any, before);
  }

  /** Takes back what was written since {@code before} unless there is anything in it. */
  private boolean keep(boolean any, int before) {
    if (!any) {
      out.size = before;
    }
    return any;
  }

  private boolean data(MetricData data) {
    boolean any = false;
    if (data instanceof MetricData.Gauge gauge) {
      out.name("gauge");
      out.beginObject();
      any = numberPoints(gauge.points());
      out.endObject();
    } else if (data instanceof MetricData.Sum sum) {
      out.name("sum");
      out.beginObject();
      any = numberPoints(sum.points());
      temporality(sum.temporality());
      if (sum.monotonic()) {
        out.bool("isMonotonic", true);
      }
      out.endObject();
    } else if (data instanceof MetricData.Histogram histogram) {
      out.name("histogram");
      out.beginObject();
      any = histogramPoints(histogram.points());
      temporality(histogram.temporality());
      out.endObject();
    }
    return any;
  }

  private void temporality(Temporality temporality) {
    if (temporality != Temporality.UNSPECIFIED) {
      out.int32("aggregationTemporality", temporality.ordinal());
    }
  }

  private boolean numberPoints(List<NumberPoint> points) {
    boolean any = false;
    out.beginArray("dataPoints");
    for (NumberPoint point : points) {
      if (Double.isFinite(point.asDouble())) {
        any = true;
        out.beginObject();
        common.itemAttributes(point.attributes());
        times(point.startUnixNanos(), point.unixNanos());
        if (point instanceof NumberPoint.Whole whole) {
          out.int64("asInt", whole.value());
        } else {
          out.real("asDouble", point.asDouble());
        }
        out.endObject();
      }
    }
    out.endArray();
    return any;
  }

  private boolean histogramPoints(List<HistogramPoint> points) {
    boolean any = false;
    out.beginArray("dataPoints");
    for (HistogramPoint point : points) {
      if (isFinite(point)) {
        any = true;
        histogramPoint(point);
      }
    }
    out.endArray();
    return any;
  }

  private void histogramPoint(HistogramPoint point) {
    out.beginObject();
    common.itemAttributes(point.attributes());
    times(point.startUnixNanos(), point.unixNanos());
    out.uint64("count", point.count());
    optional("sum", point.sum());
    if (!point.bucketCounts().isEmpty()) {
      out.beginArray("bucketCounts");
      for (long count : point.bucketCounts()) {
        out.uint64Element(count);
      }
      out.endArray();
    }
    if (!point.bounds().isEmpty()) {
      out.beginArray("explicitBounds");
      for (double bound : point.bounds()) {
        out.realElement(bound);
      }
      out.endArray();
    }
    optional("min", point.min());
    optional("max", point.max());
    out.endObject();
  }

  private void optional(String name, OptionalDouble value) {
    if (value.isPresent()) {
      out.real(name, value.getAsDouble());
    }
  }

  private void times(long start, long time) {
    if (start != 0) {
      out.uint64("startTimeUnixNano", start);
    }
    if (time != 0) {
      out.uint64("timeUnixNano", time);
    }
  }

  private static boolean isFinite(HistogramPoint point) {
    boolean finite =
        Double.isFinite(point.sum().orElse(0))
            && Double.isFinite(point.min().orElse(0))
            && Double.isFinite(point.max().orElse(0));
    for (double bound : point.bounds()) {
      finite &= Double.isFinite(bound);
    }
    return finite;
  }
}

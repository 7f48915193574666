// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.api.telemetry.Temporality;
import java.util.ArrayList;
import java.util.List;

/** Reads metrics from OTLP's JSON; passes over what {@link ProtoMetricsReader} passes over. */
final class JsonMetricsReader {
  private JsonMetricsReader() {}

  static List<ResourceMetrics> request(JsonReader in) throws OtlpFormatException {
    List<ResourceMetrics> resources = new ArrayList<>();
    in.beginObject();
    for (String name = next(in); name != null; name = next(in)) {
      if (name.equals("resourceMetrics")) {
        in.beginArray();
        while (in.nextElement()) {
          resources.add(resource(in));
        }
      } else {
        in.skip();
      }
    }
    in.end();
    return resources;
  }

  private static String next(JsonReader in) throws OtlpFormatException {
    return JsonCommonReader.nextField(in);
  }

  private static ResourceMetrics resource(JsonReader in) throws OtlpFormatException {
    Resource resource = ProtoCommonReader.NO_RESOURCE;
    List<ScopeMetrics> scopes = new ArrayList<>();
    String schemaUrl = "";
    in.beginObject();
    for (String name = next(in); name != null; name = next(in)) {
      switch (name) {
        case "resource" -> resource = JsonCommonReader.resource(in);
        case "scopeMetrics" -> {
          in.beginArray();
          while (in.nextElement()) {
            scopes.add(scope(in));
          }
        }
        case "schemaUrl" -> schemaUrl = in.string();
        default -> in.skip();
      }
    }
    return new ResourceMetrics(resource, scopes, schemaUrl);
  }

  private static ScopeMetrics scope(JsonReader in) throws OtlpFormatException {
    Scope scope = ProtoCommonReader.NO_SCOPE;
    List<Metric> metrics = new ArrayList<>();
    String schemaUrl = "";
    in.beginObject();
    for (String name = next(in); name != null; name = next(in)) {
      switch (name) {
        case "scope" -> scope = JsonCommonReader.scope(in);
        case "metrics" -> {
          in.beginArray();
          while (in.nextElement()) {
            metric(in, metrics);
          }
        }
        case "schemaUrl" -> schemaUrl = in.string();
        default -> in.skip();
      }
    }
    return new ScopeMetrics(scope, metrics, schemaUrl);
  }

  private static void metric(JsonReader in, List<Metric> metrics) throws OtlpFormatException {
    String metricName = "";
    String description = "";
    String unit = "";
    MetricData data = null;
    in.beginObject();
    for (String name = next(in); name != null; name = next(in)) {
      switch (name) {
        case "name" -> metricName = in.string();
        case "description" -> description = in.string();
        case "unit" -> unit = in.string();
        case "gauge", "sum", "histogram" -> data = data(in, name);
        default -> in.skip();
      }
    }
    if (data != null) {
      metrics.add(new Metric(metricName, description, unit, data));
    }
  }

  private static MetricData data(JsonReader in, String type) throws OtlpFormatException {
    JsonPointsReader points = new JsonPointsReader(in);
    Temporality temporality = Temporality.UNSPECIFIED;
    boolean monotonic = false;
    in.beginObject();
    for (String name = next(in); name != null; name = next(in)) {
      switch (name) {
        case "dataPoints" -> {
          in.beginArray();
          while (in.nextElement()) {
            points.read(type.equals("histogram"));
          }
        }
        case "aggregationTemporality" ->
            temporality = ProtoMetricsReader.temporality(JsonNumber.int32(in));
        case "isMonotonic" -> monotonic = in.bool();
        default -> in.skip();
      }
    }
    return switch (type) {
      case "gauge" -> new MetricData.Gauge(points.numbers());
      case "sum" -> new MetricData.Sum(points.numbers(), temporality, monotonic);
      default -> new MetricData.Histogram(points.histograms(), temporality);
    };
  }
}

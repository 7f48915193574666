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

/**
 * Reads an ExportMetricsServiceRequest into the model. A metric of a type that the model does not
 * have (exponential histogram, summary) is passed over, like any unknown field.
 */
final class ProtoMetricsReader {
  private ProtoMetricsReader() {}

  static List<ResourceMetrics> request(ProtoReader in) throws OtlpFormatException {
    List<ResourceMetrics> resources = new ArrayList<>();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == Tag.REQUEST_RESOURCE) {
        resources.add(resource(in));
      } else {
        in.skip(tag);
      }
    }
    return resources;
  }

  private static ResourceMetrics resource(ProtoReader in) throws OtlpFormatException {
    int outer = in.open();
    Resource resource = ProtoCommonReader.NO_RESOURCE;
    List<ScopeMetrics> scopes = new ArrayList<>();
    String schemaUrl = "";
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Tag.ENTRY_RESOURCE -> resource = ProtoCommonReader.resource(in);
        case Tag.ENTRY_SCOPE_ENTRY -> scopes.add(scope(in));
        case Tag.ENTRY_SCHEMA_URL -> schemaUrl = in.string();
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    return new ResourceMetrics(resource, scopes, schemaUrl);
  }

  private static ScopeMetrics scope(ProtoReader in) throws OtlpFormatException {
    int outer = in.open();
    Scope scope = ProtoCommonReader.NO_SCOPE;
    List<Metric> metrics = new ArrayList<>();
    String schemaUrl = "";
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Tag.SCOPE_ENTRY_SCOPE -> scope = ProtoCommonReader.scope(in);
        case Tag.SCOPE_ENTRY_ITEM -> metric(in, metrics);
        case Tag.SCOPE_ENTRY_SCHEMA_URL -> schemaUrl = in.string();
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    return new ScopeMetrics(scope, metrics, schemaUrl);
  }

  private static void metric(ProtoReader in, List<Metric> metrics) throws OtlpFormatException {
    int outer = in.open();
    String name = "";
    String description = "";
    String unit = "";
    MetricData data = null;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Tag.METRIC_NAME -> name = in.string();
        case Tag.METRIC_DESCRIPTION -> description = in.string();
        case Tag.METRIC_UNIT -> unit = in.string();
        case Tag.METRIC_GAUGE, Tag.METRIC_SUM, Tag.METRIC_HISTOGRAM -> data = data(in, tag);
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    if (data != null) {
      metrics.add(new Metric(name, description, unit, data));
    }
  }

  private static MetricData data(ProtoReader in, int type) throws OtlpFormatException {
    int outer = in.open();
    ProtoPointsReader points = new ProtoPointsReader(in);
    Temporality temporality = Temporality.UNSPECIFIED;
    boolean monotonic = false;
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == Tag.DATA_POINT && type == Tag.METRIC_HISTOGRAM) {
        points.readHistogram();
      } else if (tag == Tag.DATA_POINT) {
        points.readNumber();
      } else if (tag == Tag.DATA_TEMPORALITY && type != Tag.METRIC_GAUGE) {
        temporality = temporality((int) in.varint());
      } else if (tag == Tag.DATA_MONOTONIC && type == Tag.METRIC_SUM) {
        monotonic = in.varint() != 0;
      } else {
        in.skip(tag);
      }
    }
    in.close(outer);
    return switch (type) {
      case Tag.METRIC_GAUGE -> new MetricData.Gauge(points.numbers());
      case Tag.METRIC_SUM -> new MetricData.Sum(points.numbers(), temporality, monotonic);
      default -> new MetricData.Histogram(points.histograms(), temporality);
    };
  }

  /** The constant of a number; a number that is not known says nothing. */
  static Temporality temporality(int number) {
    return switch (number) {
      case 1 -> Temporality.DELTA;
      case 2 -> Temporality.CUMULATIVE;
      default -> Temporality.UNSPECIFIED;
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.ScopeLogs;
import dev.remora.api.telemetry.ScopeMetrics;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a run of data points or log records out of a request, with the resources, scopes and
 * metrics around them; those without any are left out.
 */
final class Parts {
  private final int from;
  private final int to;
  private int at;

  private Parts(int from, int to) {
    this.from = from;
    this.to = to;
  }

  /** The data points from one number, counted through from 0, up to another one. */
  static List<ResourceMetrics> ofMetrics(List<ResourceMetrics> all, int from, int to) {
    Parts parts = new Parts(from, to);
    List<ResourceMetrics> resources = new ArrayList<>();
    for (ResourceMetrics resource : all) {
      List<ScopeMetrics> scopes = new ArrayList<>();
      for (ScopeMetrics scope : resource.scopes()) {
        List<Metric> metrics = new ArrayList<>();
        for (Metric metric : scope.metrics()) {
          MetricData data = parts.data(metric.data());
          if (data.size() > 0) {
            metrics.add(new Metric(metric.name(), metric.description(), metric.unit(), data));
          }
        }
        if (!metrics.isEmpty()) {
          scopes.add(new ScopeMetrics(scope.scope(), metrics, scope.schemaUrl()));
        }
      }
      if (!scopes.isEmpty()) {
        resources.add(new ResourceMetrics(resource.resource(), scopes, resource.schemaUrl()));
      }
    }
    return resources;
  }

  /** The log records likewise. */
  static List<ResourceLogs> ofLogs(List<ResourceLogs> all, int from, int to) {
    Parts parts = new Parts(from, to);
    List<ResourceLogs> resources = new ArrayList<>();
    for (ResourceLogs resource : all) {
      List<ScopeLogs> scopes = new ArrayList<>();
      for (ScopeLogs scope : resource.scopes()) {
        var records = parts.run(scope.records());
        if (!records.isEmpty()) {
          scopes.add(new ScopeLogs(scope.scope(), records, scope.schemaUrl()));
        }
      }
      if (!scopes.isEmpty()) {
        resources.add(new ResourceLogs(resource.resource(), scopes, resource.schemaUrl()));
      }
    }
    return resources;
  }

  private MetricData data(MetricData data) {
    // No pattern switch: its first use costs milliseconds of CPU.
    if (data instanceof MetricData.Gauge gauge) {
      return new MetricData.Gauge(run(gauge.points()));
    }
    if (data instanceof MetricData.Sum sum) {
      return new MetricData.Sum(run(sum.points()), sum.temporality(), sum.monotonic());
    }
    MetricData.Histogram histogram = (MetricData.Histogram) data;
    return new MetricData.Histogram(run(histogram.points()), histogram.temporality());
  }

  private <T> List<T> run(List<T> items) {
    int begin = Math.clamp((long) from - at, 0, items.size());
    int end = Math.clamp((long) to - at, begin, items.size());
    at += items.size();
    return items.subList(begin, end);
  }
}

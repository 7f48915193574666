// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.List;
import java.util.Objects;

/** The points of a metric, by its type (opentelemetry-proto, {@code metrics.proto}). */
public sealed interface MetricData {

  /** Current values that do not add up. */
  record Gauge(List<NumberPoint> points) implements MetricData {
    public Gauge {
      points = List.copyOf(points);
    }
  }

  /** Values that add up. */
  record Sum(List<NumberPoint> points, Temporality temporality, boolean monotonic)
      implements MetricData {
    public Sum {
      points = List.copyOf(points);
      Objects.requireNonNull(temporality, "temporality");
    }
  }

  /** Distributions. */
  record Histogram(List<HistogramPoint> points, Temporality temporality) implements MetricData {
    public Histogram {
      points = List.copyOf(points);
      Objects.requireNonNull(temporality, "temporality");
    }
  }

  /** Number of points. */
  default int size() {
    return switch (this) {
      case Gauge gauge -> gauge.points().size();
      case Sum sum -> sum.points().size();
      case Histogram histogram -> histogram.points().size();
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.measured;

import java.util.Map;
import java.util.Objects;

/**
 * One exported value of a gauge or a sum.
 *
 * @param metric the metric's name
 * @param cumulative whether the value counts from the start of the sandbox, not of its own interval
 * @param startUnixNanos begin of the interval that the value covers, Unix nanoseconds; 0 for none
 * @param unixNanos when the value was read, Unix nanoseconds
 * @param value the value; never NaN
 * @param attributes string attributes of the point
 */
public record MetricPoint(
    String metric,
    boolean cumulative,
    long startUnixNanos,
    long unixNanos,
    double value,
    Map<String, String> attributes) {
  public MetricPoint {
    Objects.requireNonNull(metric, "metric");
    attributes = Map.copyOf(attributes);
  }

  /** The attribute's value; empty when the point has none of that name. */
  public String attribute(String name) {
    return attributes.getOrDefault(name, "");
  }

  /** Whether this is a point of that metric. */
  boolean isOf(String name) {
    return metric.equals(name);
  }
}

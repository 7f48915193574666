// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A distribution over an interval. Times are Unix nanoseconds.
 *
 * @param attributes what tells this series from others of the metric
 * @param startUnixNanos begin of the interval
 * @param unixNanos end of the interval
 * @param count number of measurements
 * @param sum their sum; empty when unknown
 * @param min the smallest; empty when unknown
 * @param max the largest; empty when unknown
 * @param bounds upper bounds of the buckets, ascending
 * @param bucketCounts measurements per bucket: one more than bounds, or none at all
 */
public record HistogramPoint(
    Attributes attributes,
    long startUnixNanos,
    long unixNanos,
    long count,
    OptionalDouble sum,
    OptionalDouble min,
    OptionalDouble max,
    List<Double> bounds,
    List<Long> bucketCounts) {
  public HistogramPoint {
    Objects.requireNonNull(attributes, "attributes");
    bounds = List.copyOf(bounds);
    bucketCounts = List.copyOf(bucketCounts);
  }
}

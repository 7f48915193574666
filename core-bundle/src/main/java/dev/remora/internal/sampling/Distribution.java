// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.Instrument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The measurements of one series in one round. Points of a series must not overlap: they are one.
 */
final class Distribution {
  private final Instrument instrument;
  private final Attributes attributes;
  private final Series series;
  private final long[] buckets;
  private long count;
  private double sum;
  private double min;
  private double max;

  Distribution(Instrument instrument, Attributes attributes, Series series) {
    this.instrument = instrument;
    this.attributes = attributes;
    this.series = series;
    this.buckets = new long[instrument.bounds().size() + 1];
  }

  Instrument instrument() {
    return instrument;
  }

  Series series() {
    return series;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Adds a measurement; it falls into the first bucket whose bound is not below it. */
  void add(double value) {
    List<Double> bounds = instrument.bounds();
    int bucket = 0;
    while (bucket < bounds.size() && value > bounds.get(bucket)) {
      bucket++;
    }
    buckets[bucket]++;
    min = count == 0 ? value : Math.min(min, value);
    max = count == 0 ? value : Math.max(max, value);
    sum += value;
    count++;
  }

  /** The point of that interval; it is empty again. */
  HistogramPoint take(long startUnixNanos, long unixNanos) {
    List<Long> counts = new ArrayList<>(buckets.length);
    for (long bucket : buckets) {
      counts.add(bucket);
    }
    HistogramPoint point =
        new HistogramPoint(
            attributes,
            startUnixNanos,
            unixNanos,
            count,
            OptionalDouble.of(sum),
            OptionalDouble.of(min),
            OptionalDouble.of(max),
            instrument.bounds(),
            counts);
    Arrays.fill(buckets, 0);
    count = 0;
    sum = 0;
    return point;
  }
}

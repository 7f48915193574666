// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.MetricRecorder;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.Instrument;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.Temporality;
import dev.remora.internal.otlp.MetricsBatchBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns what one sampler records into points: counters into deltas that join without gap or
 * overlap, or into running totals. Every series has its own past, so a point that was left out is
 * made good by the next one.
 *
 * <p>Locked, because a sampler that was given up may still be running: {@link #detach} ends what it
 * can do.
 */
final class SeriesRecorder implements MetricRecorder {
  /** A plugin that invents attributes for ever must not fill the heap. */
  private static final int MOST_SERIES = 2000;

  private final Scope scope;
  private final Temporality temporality;
  private final MetricsBatchBuilder batch;
  private final Map<Instrument, Map<Attributes, Series>> seriesOf = new IdentityHashMap<>();
  private final List<Distribution> measured = new ArrayList<>();
  private int seriesCount;
  private long dropped;
  private boolean attached = true;
  private long previousUnixNanos;
  private long unixNanos;

  /**
   * @param temporality of counters; histograms are always delta
   * @param batch where points go
   */
  SeriesRecorder(Scope scope, Temporality temporality, MetricsBatchBuilder batch) {
    this.scope = scope;
    this.temporality = temporality;
    this.batch = batch;
  }

  /** Begins a round at that time. */
  synchronized void begin(long roundUnixNanos) {
    previousUnixNanos = unixNanos == 0 ? roundUnixNanos : unixNanos;
    unixNanos = roundUnixNanos;
  }

  /** Ends a round: all its measurements of one series are one point. */
  synchronized void end() {
    for (int i = 0; i < measured.size(); i++) {
      Distribution distribution = measured.get(i);
      Series series = distribution.series();
      long start = series.lastUnixNanos == 0 ? since(series) : series.lastUnixNanos;
      HistogramPoint point = distribution.take(start, unixNanos);
      if (attached) {
        batch.addHistogram(scope, distribution.instrument(), Temporality.DELTA, point);
        series.lastUnixNanos = unixNanos;
      }
    }
    measured.clear();
  }

  /** From now on nothing is recorded any more. */
  synchronized void detach() {
    attached = false;
  }

  /** Values that were no numbers, negative increments, or of too many series. */
  synchronized long dropped() {
    return dropped;
  }

  @Override
  public synchronized void record(Instrument instrument, Attributes attributes, long value) {
    Series series = series(instrument, attributes, value < 0);
    if (series == null) {
      return;
    }
    switch (instrument.kind()) {
      case COUNTER -> {
        series.wholeTotal += value;
        long counted = temporality == Temporality.DELTA ? value : series.wholeTotal;
        add(instrument, temporality, attributes, start(series), counted);
      }
      case UP_DOWN_COUNTER ->
          add(instrument, Temporality.CUMULATIVE, attributes, since(series), value);
      case GAUGE -> add(instrument, Temporality.UNSPECIFIED, attributes, 0, value);
      case HISTOGRAM -> {
        measure(instrument, attributes, series, value);
        return; // its point comes at the end of the round
      }
    }
    series.lastUnixNanos = unixNanos;
  }

  @Override
  public synchronized void record(Instrument instrument, Attributes attributes, double value) {
    Series series = isNumber(value) ? series(instrument, attributes, value < 0) : refuse();
    if (series == null) {
      return;
    }
    switch (instrument.kind()) {
      case COUNTER -> {
        series.realTotal += value;
        double counted = temporality == Temporality.DELTA ? value : series.realTotal;
        add(instrument, temporality, attributes, start(series), counted);
      }
      case UP_DOWN_COUNTER ->
          add(instrument, Temporality.CUMULATIVE, attributes, since(series), value);
      case GAUGE -> add(instrument, Temporality.UNSPECIFIED, attributes, 0, value);
      case HISTOGRAM -> {
        measure(instrument, attributes, series, value);
        return; // its point comes at the end of the round
      }
    }
    series.lastUnixNanos = unixNanos;
  }

  private void add(
      Instrument instrument, Temporality of, Attributes attributes, long start, long value) {
    batch.add(scope, instrument, of, attributes, start, unixNanos, value);
  }

  private void add(
      Instrument instrument, Temporality of, Attributes attributes, long start, double value) {
    batch.add(scope, instrument, of, attributes, start, unixNanos, value);
  }

  /** The start of a counter's next point. */
  private long start(Series series) {
    return temporality == Temporality.DELTA && series.lastUnixNanos != 0
        ? series.lastUnixNanos
        : since(series);
  }

  private long since(Series series) {
    if (series.startUnixNanos == 0) {
      series.startUnixNanos = previousUnixNanos;
    }
    return series.startUnixNanos;
  }

  private void measure(Instrument instrument, Attributes attributes, Series series, double value) {
    if (series.distribution == null) {
      series.distribution = new Distribution(instrument, attributes, series);
    }
    if (series.distribution.isEmpty()) {
      measured.add(series.distribution);
    }
    series.distribution.add(value);
  }

  private static boolean isNumber(double value) {
    return !Double.isNaN(value) && !Double.isInfinite(value);
  }

  private Series refuse() {
    dropped++;
    return null;
  }

  /** The series, or null when the value cannot be taken. */
  private Series series(Instrument instrument, Attributes attributes, boolean unusable) {
    if (!attached) {
      return null;
    }
    boolean negativeIsFine =
        instrument.kind() == Instrument.Kind.GAUGE
            || instrument.kind() == Instrument.Kind.UP_DOWN_COUNTER;
    if (unusable && !negativeIsFine) {
      dropped++;
      return null;
    }
    Map<Attributes, Series> ofInstrument = seriesOf.get(instrument);
    if (ofInstrument == null) {
      ofInstrument = new HashMap<>();
      seriesOf.put(instrument, ofInstrument);
    }
    Series series = ofInstrument.get(attributes);
    if (series == null) {
      if (seriesCount == MOST_SERIES) {
        dropped++;
        return null;
      }
      seriesCount++;
      series = new Series();
      ofInstrument.put(attributes, series);
    }
    return series;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import dev.remora.api.MetricRecorder;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;

/**
 * What was heard since the last sample: between the threads that listen and the one that samples.
 * Counts are summed up and so never too many; of measurements as many are kept as there is room
 * for, and the rest is counted. Thread-safe; never waits for longer than the other side copies.
 */
final class Tally {
  /** Several hundred invocations; only Managed Instances have so many between two samples. */
  static final int MOST_MEASUREMENTS = 4096;

  private final Count[] counts = {
    new Count(LambdaMetrics.INVOCATIONS, Attributes.none()),
    new Count(LambdaMetrics.ERRORS, Attributes.none()),
    new Count(LambdaMetrics.TIMEOUTS, Attributes.none()),
    new Count(LambdaMetrics.COLD_STARTS, Attributes.none()),
    new Count(LambdaMetrics.OUT_OF_MEMORY, Attributes.none()),
    new Count(LambdaMetrics.UNUSED_INIT, Attributes.none()),
    new Count(LambdaMetrics.DROPPED_RECORDS, LambdaMetrics.BY_PLATFORM),
    new Count(LambdaMetrics.DROPPED_RECORDS, LambdaMetrics.UNREADABLE),
    new Count(LambdaMetrics.DROPPED_RECORDS, LambdaMetrics.OVERFLOW),
  };
  private Instrument[] instruments = new Instrument[64];
  private double[] values = new double[64];
  private int size;
  private double cost;

  private static final class Count {
    private final Instrument instrument;
    private final Attributes attributes;
    private long number;

    private Count(Instrument instrument, Attributes attributes) {
      this.instrument = instrument;
      this.attributes = attributes;
    }
  }

  /** Adds to a counter without attributes. */
  void count(Instrument instrument) {
    count(instrument, Attributes.none(), 1);
  }

  /** Adds to a counter; nothing for a number below 1. */
  synchronized void count(Instrument instrument, Attributes attributes, long number) {
    for (Count count : counts) {
      if (count.instrument == instrument && count.attributes == attributes) {
        count.number += Math.max(0, number);
        return;
      }
    }
    throw new IllegalArgumentException(instrument.name() + " is not counted here");
  }

  /** Adds to the estimated cost. */
  synchronized void cost(double usd) {
    if (isPlausible(usd)) {
      cost += usd;
    }
  }

  /**
   * Whether this can be a size or a time; NaN cannot. What a stranger sends must not add up to
   * infinity.
   */
  static boolean isPlausible(double value) {
    return value >= 0 && value <= 1e15;
  }

  /** Keeps a measurement; nothing when it is not plausible. */
  synchronized void measured(Instrument instrument, double value) {
    if (!isPlausible(value)) {
      return;
    }
    if (size == MOST_MEASUREMENTS) {
      count(LambdaMetrics.DROPPED_RECORDS, LambdaMetrics.OVERFLOW, 1);
      return;
    }
    if (size == values.length) {
      grow();
    }
    instruments[size] = instrument;
    values[size++] = value;
  }

  private void grow() {
    Instrument[] moreInstruments = new Instrument[size * 2];
    double[] moreValues = new double[size * 2];
    System.arraycopy(instruments, 0, moreInstruments, 0, size);
    System.arraycopy(values, 0, moreValues, 0, size);
    instruments = moreInstruments;
    values = moreValues;
  }

  /**
   * Records everything and begins anew.
   *
   * @param zeros whether also the counters to which nothing was added
   */
  synchronized void drain(MetricRecorder recorder, boolean zeros) {
    for (Count count : counts) {
      if (zeros || count.number > 0) {
        recorder.record(count.instrument, count.attributes, count.number);
        count.number = 0;
      }
    }
    if (zeros || cost > 0) {
      recorder.record(LambdaMetrics.ESTIMATED_COST, Attributes.none(), cost);
      cost = 0;
    }
    for (int i = 0; i < size; i++) {
      recorder.record(instruments[i], Attributes.none(), values[i]);
    }
    size = 0;
  }
}

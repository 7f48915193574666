// SPDX-License-Identifier: Apache-2.0
package dev.remora.testkit;

import dev.remora.api.MetricRecorder;
import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import dev.remora.api.telemetry.KeyValue;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a sampler recorded, for a test to look at. */
public final class RecordingMetricRecorder implements MetricRecorder {
  private final List<Point> points = new ArrayList<>();

  /**
   * One recorded value.
   *
   * @param instrument the metric
   * @param attributes its attributes
   * @param value its value, whole numbers too
   */
  public record Point(Instrument instrument, Attributes attributes, double value) {}

  @Override
  public void record(Instrument instrument, Attributes attributes, long value) {
    points.add(new Point(instrument, attributes, value));
  }

  @Override
  public void record(Instrument instrument, Attributes attributes, double value) {
    points.add(new Point(instrument, attributes, value));
  }

  /** All points in the order they were recorded. */
  public List<Point> points() {
    return List.copyOf(points);
  }

  /**
   * The values of a metric, in order, whose attributes contain all of the given ones.
   *
   * @param attributes keys and values in turn
   */
  public List<Double> values(Instrument instrument, String... attributes) {
    List<Double> values = new ArrayList<>();
    for (Point point : points) {
      if (point.instrument().equals(instrument) && matches(point.attributes(), attributes)) {
        values.add(point.value());
      }
    }
    return values;
  }

  /** The sum of {@link #values}; 0 when there are none. */
  public double sum(Instrument instrument, String... attributes) {
    double sum = 0;
    for (double value : values(instrument, attributes)) {
      sum += value;
    }
    return sum;
  }

  /** Forgets everything. */
  public void clear() {
    points.clear();
  }

  private static boolean matches(Attributes attributes, String... wanted) {
    for (int i = 0; i < wanted.length; i += 2) {
      if (!wanted[i + 1].equals(text(attributes, wanted[i]))) {
        return false;
      }
    }
    return true;
  }

  private static String text(Attributes attributes, String key) {
    for (KeyValue entry : attributes.entries()) {
      if (entry.key().equals(key)) {
        return switch (entry.value()) {
          case AnyValue.Text text -> text.value();
          case AnyValue.Whole whole -> Long.toString(whole.value());
          default -> entry.value().toString();
        };
      }
    }
    return "";
  }
}

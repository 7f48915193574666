// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.api.telemetry.NumberPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Reads the points of one metric. Exemplars and flags are not in the model and are passed over. */
final class ProtoPointsReader {
  private final ProtoReader in;
  private final List<NumberPoint> numbers = new ArrayList<>();
  private final List<HistogramPoint> histograms = new ArrayList<>();

  ProtoPointsReader(ProtoReader in) {
    this.in = in;
  }

  List<NumberPoint> numbers() {
    return numbers;
  }

  List<HistogramPoint> histograms() {
    return histograms;
  }

  /** Reads a NumberDataPoint; one without a value says "nothing recorded" and is passed over. */
  void readNumber() throws OtlpFormatException {
    int outer = in.open();
    long start = 0;
    long time = 0;
    long bits = 0;
    int type = 0;
    List<KeyValue> entries = new ArrayList<>();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Tag.POINT_START -> start = in.fixed64();
        case Tag.POINT_TIME -> time = in.fixed64();
        case Tag.POINT_DOUBLE, Tag.POINT_INT -> {
          bits = in.fixed64();
          type = tag;
        }
        case Tag.POINT_ATTRIBUTE -> entries.add(ProtoCommonReader.keyValue(in));
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    Attributes attributes = ProtoCommonReader.attributes(entries);
    if (type == Tag.POINT_INT) {
      numbers.add(new NumberPoint.Whole(attributes, start, time, bits));
    } else if (type == Tag.POINT_DOUBLE) {
      numbers.add(new NumberPoint.Real(attributes, start, time, Double.longBitsToDouble(bits)));
    }
  }

  /** Reads a HistogramDataPoint. */
  void readHistogram() throws OtlpFormatException {
    int outer = in.open();
    long start = 0;
    long time = 0;
    long count = 0;
    OptionalDouble sum = OptionalDouble.empty();
    OptionalDouble min = OptionalDouble.empty();
    OptionalDouble max = OptionalDouble.empty();
    List<Double> bounds = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    List<KeyValue> entries = new ArrayList<>();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Tag.POINT_START -> start = in.fixed64();
        case Tag.POINT_TIME -> time = in.fixed64();
        case Tag.HISTOGRAM_COUNT -> count = in.fixed64();
        case Tag.HISTOGRAM_SUM -> sum = OptionalDouble.of(in.real());
        case Tag.HISTOGRAM_MIN -> min = OptionalDouble.of(in.real());
        case Tag.HISTOGRAM_MAX -> max = OptionalDouble.of(in.real());
        // Repeated numbers are packed by every writer; readers must take them one by one as well.
        case Tag.HISTOGRAM_BUCKETS -> packedCounts(counts);
        case Tag.HISTOGRAM_BUCKET -> counts.add(in.repeatedFixed64());
        case Tag.HISTOGRAM_BOUNDS -> packedBounds(bounds);
        case Tag.HISTOGRAM_BOUND -> bounds.add(in.repeatedReal());
        case Tag.HISTOGRAM_ATTRIBUTE -> entries.add(ProtoCommonReader.keyValue(in));
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    Attributes attributes = ProtoCommonReader.attributes(entries);
    histograms.add(
        new HistogramPoint(attributes, start, time, count, sum, min, max, bounds, counts));
  }

  private void packedCounts(List<Long> to) throws OtlpFormatException {
    int outer = in.open();
    while (!in.atEnd()) {
      to.add(in.repeatedFixed64());
    }
    in.close(outer);
  }

  private void packedBounds(List<Double> to) throws OtlpFormatException {
    int outer = in.open();
    while (!in.atEnd()) {
      to.add(in.repeatedReal());
    }
    in.close(outer);
  }
}

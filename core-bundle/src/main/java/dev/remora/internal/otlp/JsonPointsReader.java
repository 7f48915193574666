// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.NumberPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Reads the points of one metric. */
final class JsonPointsReader {
  private final JsonReader in;
  private final List<NumberPoint> numbers = new ArrayList<>();
  private final List<HistogramPoint> histograms = new ArrayList<>();

  JsonPointsReader(JsonReader in) {
    this.in = in;
  }

  List<NumberPoint> numbers() {
    return numbers;
  }

  List<HistogramPoint> histograms() {
    return histograms;
  }

  /** Reads a point of a histogram or, else, of a gauge or sum. */
  void read(boolean histogram) throws OtlpFormatException {
    in.beginObject();
    if (histogram) {
      readHistogram();
    } else {
      readNumber();
    }
  }

  private void readNumber() throws OtlpFormatException {
    Attributes attributes = Attributes.none();
    long start = 0;
    long time = 0;
    Long whole = null;
    Double real = null;
    for (String name = next(); name != null; name = next()) {
      switch (name) {
        case "attributes" -> attributes = JsonCommonReader.attributes(in);
        case "startTimeUnixNano" -> start = JsonNumber.uint64(in);
        case "timeUnixNano" -> time = JsonNumber.uint64(in);
        case "asInt" -> whole = JsonNumber.int64(in);
        case "asDouble" -> real = JsonNumber.real(in);
        default -> in.skip();
      }
    }
    if (whole != null) {
      numbers.add(new NumberPoint.Whole(attributes, start, time, whole));
    } else if (real != null) {
      numbers.add(new NumberPoint.Real(attributes, start, time, real));
    }
  }

  private void readHistogram() throws OtlpFormatException {
    Attributes attributes = Attributes.none();
    long start = 0;
    long time = 0;
    long count = 0;
    OptionalDouble sum = OptionalDouble.empty();
    OptionalDouble min = OptionalDouble.empty();
    OptionalDouble max = OptionalDouble.empty();
    List<Double> bounds = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (String name = next(); name != null; name = next()) {
      switch (name) {
        case "attributes" -> attributes = JsonCommonReader.attributes(in);
        case "startTimeUnixNano" -> start = JsonNumber.uint64(in);
        case "timeUnixNano" -> time = JsonNumber.uint64(in);
        case "count" -> count = JsonNumber.uint64(in);
        case "sum" -> sum = OptionalDouble.of(JsonNumber.real(in));
        case "min" -> min = OptionalDouble.of(JsonNumber.real(in));
        case "max" -> max = OptionalDouble.of(JsonNumber.real(in));
        case "explicitBounds" -> {
          in.beginArray();
          while (in.nextElement()) {
            bounds.add(JsonNumber.real(in));
          }
        }
        case "bucketCounts" -> {
          in.beginArray();
          while (in.nextElement()) {
            counts.add(JsonNumber.uint64(in));
          }
        }
        default -> in.skip();
      }
    }
    histograms.add(
        new HistogramPoint(attributes, start, time, count, sum, min, max, bounds, counts));
  }

  private String next() throws OtlpFormatException {
    return JsonCommonReader.nextField(in);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.micro;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remora.bench.report.Figure;
import dev.remora.bench.report.Quantity;
import dev.remora.bench.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Figures out of JMH's results as JSON. Each iteration of each fork is one value; all benchmarks
 * give microseconds per operation.
 */
final class JmhResults {
  /** What the benchmarks of the buffer put in and read back: 64 KiB. */
  private static final double BATCH_BYTES = 64 << 10;

  private JmhResults() {}

  static List<Figure> figures(JsonNode results) {
    List<Figure> figures = new ArrayList<>();
    for (JsonNode result : results) {
      String name = result.path("benchmark").asText();
      JsonNode primary = result.path("primaryMetric");
      JsonNode secondary = result.path("secondaryMetrics");
      String format = result.path("params").path("format").asText();
      switch (name.substring(name.lastIndexOf('.') + 1)) {
        case "round" -> {
          String sampler = result.path("params").path("sampler").asText();
          JsonNode cpu = secondary.path("cpuNanos");
          figures.add(figure(Quantity.ROUND_CPU, sampler, cpu, nanos -> nanos / 1e3));
          figures.add(figure(Quantity.ROUND_ALLOCATION, sampler, allocated(secondary), b -> b));
        }
        case "appendOne" -> {
          figures.add(figure(Quantity.APPEND_RATE, format, primary, JmhResults::rate));
          figures.add(figure(Quantity.APPEND_TIME, format, primary, micros -> micros));
        }
        case "readOne" -> {
          figures.add(
              figure(Quantity.READ_RATE, format, primary, us -> rate(us / batches(result))));
          figures.add(figure(Quantity.READ_TIME, format, primary, us -> us / batches(result)));
        }
        case "open" -> figures.add(figure(Quantity.RECOVERY, "", primary, us -> us / 1e3));
        default -> throw new IllegalArgumentException("unknown benchmark " + name);
      }
    }
    figures.sort((a, b) -> a.quantity().compareTo(b.quantity()));
    return figures;
  }

  private static double rate(double micros) {
    return BATCH_BYTES / micros;
  }

  /** A shot of single-shot mode is as long as all of its batches. */
  private static double batches(JsonNode result) {
    return result.path("measurementBatchSize").asDouble();
  }

  /** The name has a middle dot before it in some versions. */
  private static JsonNode allocated(JsonNode secondary) {
    for (var metric : secondary.properties()) {
      if (metric.getKey().endsWith("gc.alloc.rate.norm")) {
        return metric.getValue();
      }
    }
    throw new IllegalArgumentException("no gc.alloc.rate.norm among the results");
  }

  private static Figure figure(
      Quantity quantity, String condition, JsonNode metric, DoubleUnaryOperator convert) {
    List<Double> values = new ArrayList<>();
    for (JsonNode fork : metric.path("rawData")) {
      fork.forEach(value -> values.add(convert.applyAsDouble(value.asDouble())));
    }
    return new Figure(quantity, Figure.REMORA, condition, Estimate.of(values));
  }
}

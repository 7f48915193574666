// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.measured;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads metrics in OTLP's file form: JSON lines, one {@code MetricsData} each. 64-bit integers may
 * be numbers or strings, as protobuf's JSON mapping has it; unknown fields and metrics that are no
 * gauge or sum are passed over.
 */
public final class OtlpJsonLines {
  private static final int CUMULATIVE = 2;

  private final ObjectMapper json = new ObjectMapper();

  /**
   * All number points of a file, in the file's order.
   *
   * @throws IOException if the file cannot be read or a line of it is no JSON; the message names
   *     the line
   */
  public List<MetricPoint> readPoints(Path file) throws IOException {
    List<MetricPoint> points = new ArrayList<>();
    new JsonLines(json).read(file, line -> addPoints(line, points));
    return points;
  }

  private static void addPoints(JsonNode metricsData, List<MetricPoint> points) {
    for (JsonNode resource : metricsData.path("resourceMetrics")) {
      for (JsonNode scope : resource.path("scopeMetrics")) {
        for (JsonNode metric : scope.path("metrics")) {
          addPoints(metric, metric.path("gauge"), points);
          addPoints(metric, metric.path("sum"), points);
        }
      }
    }
  }

  private static void addPoints(JsonNode metric, JsonNode data, List<MetricPoint> points) {
    boolean cumulative = data.path("aggregationTemporality").asInt() == CUMULATIVE;
    for (JsonNode point : data.path("dataPoints")) {
      double value = value(point);
      if (!Double.isNaN(value)) {
        points.add(
            new MetricPoint(
                metric.path("name").asText(),
                cumulative,
                wholeNumber(point.path("startTimeUnixNano")),
                wholeNumber(point.path("timeUnixNano")),
                value,
                attributes(point)));
      }
    }
  }

  private static double value(JsonNode point) {
    if (point.has("asInt")) {
      return wholeNumber(point.path("asInt"));
    }
    // protobuf writes what is no number as text ("NaN", "Infinity"): such a point says nothing
    return point.path("asDouble").asDouble(Double.NaN);
  }

  private static long wholeNumber(JsonNode node) {
    return node.asLong();
  }

  private static Map<String, String> attributes(JsonNode point) {
    Map<String, String> attributes = new HashMap<>();
    for (JsonNode attribute : point.path("attributes")) {
      JsonNode text = attribute.path("value").path("stringValue");
      if (text.isTextual()) {
        attributes.put(attribute.path("key").asText(), text.asText());
      }
    }
    return attributes;
  }
}

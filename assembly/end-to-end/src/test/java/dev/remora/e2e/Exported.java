// SPDX-License-Identifier: Apache-2.0
package dev.remora.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the file exporter wrote, read with a foreign JSON library. */
final class Exported {

  /**
   * A data point with its metric's name.
   *
   * @param start its startTimeUnixNano, 0 when absent
   */
  record Point(String metric, String invocationId, long start, long time, double value) {}

  private final List<Point> points = new ArrayList<>();
  private final List<String> sandboxes = new ArrayList<>();

  static Exported read(Path metricsFile) throws IOException {
    Exported exported = new Exported();
    ObjectMapper json = new ObjectMapper();
    for (String line : Files.readAllLines(metricsFile)) {
      for (JsonNode resource : json.readTree(line).path("resourceMetrics")) {
        exported.sandboxes.add(attribute(resource.path("resource"), "service.instance.id"));
        for (JsonNode scope : resource.path("scopeMetrics")) {
          scope.path("metrics").forEach(exported::add);
        }
      }
    }
    return exported;
  }

  private void add(JsonNode metric) {
    for (String kind : List.of("sum", "gauge", "histogram")) {
      for (JsonNode point : metric.path(kind).path("dataPoints")) {
        points.add(
            new Point(
                metric.path("name").asText(),
                attribute(point, "faas.invocation_id"),
                point.path("startTimeUnixNano").asLong(),
                point.path("timeUnixNano").asLong(),
                value(point)));
      }
    }
  }

  /** A histogram's sum. */
  private static double value(JsonNode point) {
    for (String kind : List.of("asInt", "asDouble", "sum")) {
      if (point.has(kind)) {
        return point.path(kind).asDouble();
      }
    }
    return 0;
  }

  private static String attribute(JsonNode holder, String key) {
    for (JsonNode attribute : holder.path("attributes")) {
      if (attribute.path("key").asText().equals(key)) {
        return attribute.path("value").path("stringValue").asText();
      }
    }
    return "";
  }

  /** The points of a metric that belong to an invocation. */
  List<Point> points(String metric, String invocationId) {
    return points.stream()
        .filter(p -> p.metric().equals(metric) && p.invocationId().equals(invocationId))
        .toList();
  }

  /** All points of a metric, in the order in which they were written. */
  List<Point> points(String metric) {
    return points.stream().filter(p -> p.metric().equals(metric)).toList();
  }

  /** The sum of all points of a metric. */
  double sum(String metric) {
    return points(metric).stream().mapToDouble(Point::value).sum();
  }

  /** The different identities under which points were written. */
  List<String> sandboxes() {
    return sandboxes.stream().distinct().toList();
  }
}

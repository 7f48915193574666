// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.measured;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads summaries of invocations out of logs in OTLP's file form; other log records are passed
 * over.
 */
public final class SummaryLines {
  private static final String EVENT = "remora.invocation.summary";
  private static final String INVOCATION_ID = "faas.invocation_id";

  private final ObjectMapper json = new ObjectMapper();

  /**
   * The summaries of a file by request id; the last one where there are several.
   *
   * @throws IOException if the file cannot be read or a line of it is no JSON; the message names
   *     the line
   */
  public Map<String, MeasuredSummary> readSummaries(Path file) throws IOException {
    Map<String, MeasuredSummary> summaries = new HashMap<>();
    new JsonLines(json).read(file, line -> addSummaries(line, summaries));
    return summaries;
  }

  private void addSummaries(JsonNode logsData, Map<String, MeasuredSummary> summaries) {
    for (JsonNode resource : logsData.path("resourceLogs")) {
      for (JsonNode scope : resource.path("scopeLogs")) {
        for (JsonNode record : scope.path("logRecords")) {
          if (record.path("eventName").asText().equals(EVENT)) {
            MeasuredSummary summary = summary(record);
            summaries.put(summary.requestId(), summary);
          }
        }
      }
    }
  }

  private MeasuredSummary summary(JsonNode record) {
    ObjectNode fields = json.createObjectNode();
    for (JsonNode attribute : record.path("attributes")) {
      JsonNode value = attribute.path("value");
      String key = attribute.path("key").asText();
      if (value.has("intValue")) {
        fields.put(key, value.path("intValue").asLong());
      } else if (value.has("doubleValue")) {
        fields.put(key, value.path("doubleValue").asDouble());
      } else if (value.has("boolValue")) {
        fields.put(key, value.path("boolValue").asBoolean());
      } else {
        fields.put(key, value.path("stringValue").asText());
      }
    }
    return new MeasuredSummary(
        fields.path(INVOCATION_ID).asText(), fields.path("remora.verdict").asText(), fields);
  }
}

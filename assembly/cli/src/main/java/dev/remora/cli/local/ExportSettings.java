// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sees to it that the file exporter is among the chosen exporters, so that there is something to
 * show, and knows where it writes.
 */
final class ExportSettings {
  /** Where the agent keeps its buffer, as the sandbox sees it. */
  static final Path BUFFER_FOLDER = Path.of("/tmp/.remora");

  /** Where the file exporter writes unless the user says otherwise, as the sandbox sees it. */
  static final Path DEFAULT_DIRECTORY = Path.of("/tmp/remora-export");

  private static final String EXPORTERS = "REMORA_EXPORTERS";
  private static final String FILE_DIRECTORY = "REMORA_FILE_DIRECTORY";

  private static final List<String> OTLP_ENDPOINTS =
      List.of(
          "REMORA_OTLP_ENDPOINT",
          "REMORA_OTLP_METRICS_ENDPOINT",
          "REMORA_OTLP_LOGS_ENDPOINT",
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
          "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT");
  private static final String HTTP_URL = "REMORA_HTTP_URL";

  private ExportSettings() {}

  /** The user's environment variables with the file exporter added to what they choose. */
  static Map<String, String> withFileExporter(Map<String, String> environment) {
    Map<String, String> complete = new LinkedHashMap<>(environment);
    List<String> exporters = chosenExporters(environment);
    if (!exporters.contains("file")) {
      exporters.add("file");
    }
    complete.put(EXPORTERS, String.join(",", exporters));
    complete.putIfAbsent(FILE_DIRECTORY, DEFAULT_DIRECTORY.toString());
    return complete;
  }

  /** The folder that the file exporter writes to, as the sandbox sees it. */
  static Path fileDirectory(Map<String, String> environment) {
    String directory = environment.get(FILE_DIRECTORY);
    return directory == null ? DEFAULT_DIRECTORY : Path.of(directory);
  }

  /** The agent's own rule: what is named; unset, what an endpoint is set for. */
  private static List<String> chosenExporters(Map<String, String> environment) {
    List<String> exporters = new ArrayList<>();
    String named = environment.getOrDefault(EXPORTERS, "").strip();
    if (named.isEmpty()) {
      if (OTLP_ENDPOINTS.stream().anyMatch(name -> isSet(environment, name))) {
        exporters.add("otlp");
      }
      if (isSet(environment, HTTP_URL)) {
        exporters.add("http");
      }
    } else if (!named.equals("none")) {
      for (String exporter : named.split(",")) {
        exporters.add(exporter.strip());
      }
    }
    return exporters;
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    return !environment.getOrDefault(name, "").isBlank();
  }
}

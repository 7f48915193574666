// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "otlp | otlp,file",
        "none | file",
        "'' | file",
        "file | file",
        "'http, file' | http,file"
      })
  void theFileExporterIsAddedToTheChosenOnes(String chosen, String expected) {
    assertThat(ExportSettings.withFileExporter(Map.of("REMORA_EXPORTERS", chosen)))
        .containsEntry("REMORA_EXPORTERS", expected);
  }

  @Test
  void whatAnEndpointChoosesIsKept() {
    assertThat(exportersWith("OTEL_EXPORTER_OTLP_ENDPOINT")).isEqualTo("otlp,file");
    assertThat(exportersWith("REMORA_HTTP_URL")).isEqualTo("http,file");
    assertThat(exportersWith("REMORA_SAMPLERS")).isEqualTo("file");
  }

  @Test
  void theUsersFolderIsKept() {
    Map<String, String> environment = Map.of("REMORA_FILE_DIRECTORY", "/tmp/mine");
    Map<String, String> complete = ExportSettings.withFileExporter(environment);
    assertThat(ExportSettings.fileDirectory(complete)).isEqualTo(Path.of("/tmp/mine"));
    assertThat(ExportSettings.fileDirectory(ExportSettings.withFileExporter(Map.of())))
        .isEqualTo(ExportSettings.DEFAULT_DIRECTORY);
  }

  private static String exportersWith(String variable) {
    return ExportSettings.withFileExporter(Map.of(variable, "http://localhost:4318"))
        .get("REMORA_EXPORTERS");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Signal;
import dev.remora.testkit.ReadmeTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Path README = Path.of("README.md");

  @Test
  void theSettingsTableIsWhatTheCodeDeclares() throws IOException {
    assertThat(ReadmeTable.under("## Settings", README))
        .isEqualTo(ReadmeTable.ofSettings("otlp", OtlpSettings.all()));
  }

  @Test
  void theTableOfStandardVariablesNamesThoseThatAreRead() throws IOException {
    List<List<String>> rows = ReadmeTable.under("## Standard variables", README);

    assertThat(rows).hasSize(8);
    for (List<String> row : rows) {
      String name = row.get(2).substring(OtlpSettings.STANDARD.length());
      assertThat(row.get(0)).isEqualTo(OtlpSettings.prefixes(Signal.METRICS)[0] + name);
      assertThat(row.get(1)).isEqualTo(OtlpSettings.prefixes(Signal.LOGS)[0] + name);
      assertThat(OtlpSettings.all())
          .anyMatch(setting -> setting.variable("otlp").equals("REMORA_OTLP_" + name));
    }
  }

  @Test
  void theTableOfHeadersNamesTheBatchId() throws IOException {
    assertThat(ReadmeTable.under("## Requests", README))
        .anyMatch(row -> row.getFirst().equals(OtlpExporter.BATCH_ID));
  }
}

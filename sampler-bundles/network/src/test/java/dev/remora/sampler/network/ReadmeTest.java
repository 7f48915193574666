// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import static org.assertj.core.api.Assertions.assertThat;

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
        .isEqualTo(ReadmeTable.ofSettings("network", NetworkSettings.all()));
  }

  @Test
  void theMetricsTableIsWhatTheCodeDeclares() throws IOException {
    List<List<String>> firstFourCells =
        ReadmeTable.under("## Metrics", README).stream().map(row -> row.subList(0, 4)).toList();

    assertThat(firstFourCells).isEqualTo(ReadmeTable.ofInstruments(NetworkMetrics.all()));
  }
}

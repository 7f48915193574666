// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.testkit.ReadmeTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page that lists all metrics has them as the samplers' own pages have them. */
class MetricsPageTest {
  private static final Path PAGE = Path.of("../docs/metrics.md");

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "memory", "network"})
  void everyMetricOfASamplerStandsInThePageAsInItsReadme(String sampler) throws IOException {
    Path readme = Path.of("../sampler-bundles", sampler, "README.md");
    List<List<String>> metrics = nameKindAndUnit(ReadmeTable.under("## Metrics", readme));

    assertThat(metrics).isNotEmpty();
    assertThat(nameKindAndUnit(ReadmeTable.under("## Sampler `" + sampler + "`", PAGE)))
        .isEqualTo(metrics);
  }

  private static List<List<String>> nameKindAndUnit(List<List<String>> rows) {
    return rows.stream().map(row -> row.subList(0, 3)).toList();
  }
}

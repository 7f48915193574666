// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Setting;
import dev.remora.testkit.ReadmeTable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page that users read says what the code declares. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");

  /** By the name of the constant; a new constant needs a line here and one in the page. */
  private static final Map<String, String> GROUPS =
      Map.of(
          "LOG_LEVEL", CoreSettings.LOG,
          "SAMPLING_INTERVAL", CoreSettings.SAMPLING,
          "TEMPORALITY", CoreSettings.METRICS,
          "BUFFER_DIRECTORY", CoreSettings.BUFFER,
          "BUFFER_QUOTA", CoreSettings.BUFFER);

  @Test
  void everySettingOfTheCoreStandsInTheTableAsItIsDeclared() throws Exception {
    List<List<String>> expected = new ArrayList<>();
    for (Field field : CoreSettings.class.getFields()) {
      if (field.getType() == Setting.class) {
        assertThat(GROUPS).containsKey(field.getName());
        Setting<?> setting = (Setting<?>) field.get(null);
        expected.addAll(ReadmeTable.ofSettings(GROUPS.get(field.getName()), List.of(setting)));
      }
    }

    assertThat(expected).hasSize(GROUPS.size());
    assertThat(table()).containsAll(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../sampler-bundles/cpu/README.md",
        "../sampler-bundles/memory/README.md",
        "../sampler-bundles/network/README.md",
        "../exporter-bundles/file/README.md"
      })
  void everySettingOfAPluginStandsInTheTableAsInItsReadme(String readme) throws IOException {
    List<List<String>> settings = ReadmeTable.under("## Settings", Path.of(readme));

    assertThat(settings).isNotEmpty();
    assertThat(table()).containsAll(settings);
  }

  @Test
  void noVariableStandsInTheTableTwice() throws IOException {
    assertThat(table()).extracting(row -> row.get(0)).doesNotHaveDuplicates();
  }

  private static List<List<String>> table() throws IOException {
    return ReadmeTable.under("## Variables", PAGE);
  }
}

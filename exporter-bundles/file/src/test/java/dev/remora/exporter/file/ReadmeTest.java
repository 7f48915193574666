// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Signal;
import dev.remora.testkit.ReadmeTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Path README = Path.of("README.md");

  @Test
  void theSettingsTableIsWhatTheCodeDeclares() throws IOException {
    assertThat(ReadmeTable.under("## Settings", README))
        .isEqualTo(ReadmeTable.ofSettings("file", FileSettings.all()));
  }

  @Test
  void theFilesTableNamesTheFilesThatAreWritten() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Signal signal : Signal.values()) {
      expected.add("`" + new DataFile(signal, 0, false).name());
    }
    for (Signal signal : Signal.values()) {
      expected.add("`" + new DataFile(signal, 1, false).name() + "`, `");
      assertThat(DataFile.parse(new DataFile(signal, 7, true).name()))
          .isEqualTo(new DataFile(signal, 7, true));
    }
    List<List<String>> rows = ReadmeTable.under("## Files", README);

    assertThat(rows).hasSameSizeAs(expected);
    for (int i = 0; i < rows.size(); i++) {
      assertThat("`" + rows.get(i).getFirst().replaceFirst("^`", "")).startsWith(expected.get(i));
    }
  }
}

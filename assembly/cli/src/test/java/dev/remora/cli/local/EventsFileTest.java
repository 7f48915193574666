// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsFileTest {
  @TempDir Path folder;

  @Test
  void jsonLinesAreAnEventEach() throws IOException {
    assertThat(read("{\"a\":1}\n\n{ \"b\" : \"ü\" }\r\n\"text\"\nnull\n-1.50e3\n"))
        .containsExactly("{\"a\":1}", "{ \"b\" : \"ü\" }", "\"text\"", "null", "-1.50e3");
  }

  @Test
  void anArrayIsTakenApart() throws IOException {
    assertThat(read("[ {\"a\":[1,2]} , 1.0, \"x, y\",\n [3] ]\n"))
        .containsExactly("{\"a\":[1,2]}", "1.0", "\"x, y\"", "[3]");
  }

  @Test
  void severalArraysAreEventsThemselves() throws IOException {
    assertThat(read("[1]\n[2]\n")).containsExactly("[1]", "[2]");
  }

  @Test
  void anEventMayReachOverSeveralLines() throws IOException {
    assertThat(read("{\n  \"a\": 1\n}\n{}")).containsExactly("{\n  \"a\": 1\n}", "{}");
  }

  @Test
  void aLineThatIsNoJsonIsNamed() {
    assertThatThrownBy(() -> read("{}\n{\"a\":1}\nwork: heavy\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("events, line 3: expected JSON lines or a JSON array");
  }

  @Test
  void anUnfinishedArrayIsNoList() {
    assertThatThrownBy(() -> read("[{},"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("events, line 1");
  }

  @Test
  void aFileWithoutEventsIsRefused() {
    assertThatThrownBy(() -> read(" \n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds no event");
    assertThatThrownBy(() -> read("[]")).hasMessageContaining("holds no event");
  }

  @Test
  void anotherEncodingIsSaid() throws IOException {
    Path file = folder.resolve("events");
    Files.write(file, "\"ü\"".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> new EventsFile().read(file)).hasMessageContaining("UTF-8");
  }

  private List<String> read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("events"), text);
    return new EventsFile().read(file).stream().map(Event::json).toList();
  }
}

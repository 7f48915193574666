// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.measured;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads files of JSON lines; empty lines are passed over. */
final class JsonLines {
  private final ObjectMapper json;

  JsonLines(ObjectMapper json) {
    this.json = json;
  }

  /**
   * Hands over the lines of a file in its order.
   *
   * @throws IOException if the file cannot be read or a line of it is no JSON; the message names
   *     the line
   */
  void read(Path file, Consumer<JsonNode> sink) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          sink.accept(parse(line, file, number));
        }
      }
    }
  }

  private JsonNode parse(String line, Path file, int number) throws IOException {
    try {
      return json.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + ", line " + number + ": no OTLP JSON (" + e.getOriginalMessage() + ")", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of events: JSON values one after the other, on a line each or on several, or one array of
 * them. Each event reaches the function as it stands in the file, character by character.
 */
final class EventsFile {
  private final JsonFactory json = new JsonFactory();

  /**
   * Reads all events.
   *
   * @throws IllegalArgumentException if the file holds no events; the message says what is wrong
   */
  List<Event> read(Path file) {
    try {
      return events(Files.readString(file), file);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          file
              + ", line "
              + e.getLocation().getLineNr()
              + ": expected JSON lines or a JSON array of events ("
              + e.getOriginalMessage()
              + ")",
          e);
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException(file + ": expected UTF-8 text", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read", e);
    }
  }

  private List<Event> events(String text, Path file) throws IOException {
    List<String> values = values(text, JsonToken.NOT_AVAILABLE);
    if (values.size() == 1 && values.getFirst().startsWith("[")) {
      values = values(values.getFirst(), JsonToken.START_ARRAY);
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          file + ": holds no event, expected JSON lines or a JSON array of events");
    }
    return values.stream().map(Event::new).toList();
  }

  /** The texts of the values of an array, or of a document with several values. */
  private List<String> values(String text, JsonToken opening) throws IOException {
    List<String> values = new ArrayList<>();
    try (JsonParser parser = json.createParser(text.toCharArray())) {
      if (opening == JsonToken.START_ARRAY) {
        parser.nextToken();
      }
      for (JsonToken token = parser.nextToken();
          token != null && token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        values.add(valueText(parser, text));
      }
    }
    return values;
  }

  private static String valueText(JsonParser parser, String text) throws IOException {
    int begin = (int) parser.currentTokenLocation().getCharOffset();
    if (parser.currentToken().isNumeric()) {
      return parser.getText(); // the parser may have read past its end
    }
    parser.skipChildren();
    parser.finishToken();
    return text.substring(begin, (int) parser.currentLocation().getCharOffset());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small JSON object of the platform, read whole (RFC 8259): for the few short documents on the
 * way to the first event, where a library would cost more than all the rest. Missing members read
 * as empty values. Immutable.
 */
public final class JsonObject {
  private static final JsonObject EMPTY = new JsonObject(Map.of());

  private final Map<String, Object> members;

  private JsonObject(Map<String, Object> members) {
    this.members = members;
  }

  /**
   * Reads an object.
   *
   * @throws IOException when the text is not exactly one JSON object
   */
  public static JsonObject parse(byte[] text, int from, int to) throws IOException {
    Parser parser = new Parser(new String(text, from, to - from, StandardCharsets.UTF_8));
    Object value = parser.value(0);
    parser.end();
    if (!(value instanceof JsonObject object)) {
      throw new IOException("not a JSON object");
    }
    return object;
  }

  /** The text of a member; empty when it is missing or no text. */
  public String text(String name) {
    return members.get(name) instanceof String text ? text : "";
  }

  /** The whole number of a member; 0 when it is missing or no number. */
  public long number(String name) {
    return members.get(name) instanceof Double number ? number.longValue() : 0;
  }

  /** The object of a member; an empty one when it is missing or no object. */
  public JsonObject object(String name) {
    return members.get(name) instanceof JsonObject object ? object : EMPTY;
  }

  private static final class Parser {
    private static final int DEEPEST = 32;

    private final String text;
    private int position;

    Parser(String text) {
      this.text = text;
    }

    Object value(int depth) throws IOException {
      if (depth > DEEPEST) {
        throw wrong("nested too deeply");
      }
      skipBlanks();
      return switch (peek()) {
        case '{' -> object(depth);
        case '[' -> array(depth);
        case '"' -> string();
        case 't' -> word("true", Boolean.TRUE);
        case 'f' -> word("false", Boolean.FALSE);
        case 'n' -> word("null", List.of());
        default -> number();
      };
    }

    void end() throws IOException {
      skipBlanks();
      if (position < text.length()) {
        throw wrong("more text behind the value");
      }
    }

    private JsonObject object(int depth) throws IOException {
      Map<String, Object> members = new HashMap<>();
      position++;
      skipBlanks();
      if (peek() == '}') {
        position++;
        return new JsonObject(members);
      }
      do {
        skipBlanks();
        String name = string();
        skipBlanks();
        expect(':');
        members.put(name, value(depth + 1));
        skipBlanks();
      } while (more('}'));
      return new JsonObject(members);
    }

    private List<Object> array(int depth) throws IOException {
      List<Object> elements = new ArrayList<>();
      position++;
      skipBlanks();
      if (peek() == ']') {
        position++;
        return elements;
      }
      do {
        elements.add(value(depth + 1));
        skipBlanks();
      } while (more(']'));
      return elements;
    }

    private boolean more(char close) throws IOException {
      if (peek() == close) {
        position++;
        return false;
      }
      expect(',');
      return true;
    }

    private String string() throws IOException {
      expect('"');
      int start = position;
      StringBuilder unescaped = null;
      while (peek() != '"') {
        if (peek() == '\\') {
          if (unescaped == null) {
            unescaped = new StringBuilder().append(text, start, position);
          }
          position++;
          unescaped.append(escape());
        } else {
          if (unescaped != null) {
            unescaped.append(peek());
          }
          position++;
        }
      }
      String string = unescaped == null ? text.substring(start, position) : unescaped.toString();
      position++;
      return string;
    }

    private char escape() throws IOException {
      char c = peek();
      position++;
      return switch (c) {
        case '"', '\\', '/' -> c;
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'u' -> unicode();
        default -> throw wrong("unknown escape");
      };
    }

    private char unicode() throws IOException {
      int code = 0;
      for (int i = 0; i < 4; i++) {
        int digit = Character.digit(peek(), 16);
        if (digit < 0) {
          throw wrong("broken escape");
        }
        code = code << 4 | digit;
        position++;
      }
      return (char) code;
    }

    private Double number() throws IOException {
      int start = position;
      while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
      try {
        return Double.valueOf(text.substring(start, position));
      } catch (NumberFormatException e) {
        throw wrong("no value");
      }
    }

    private Object word(String word, Object value) throws IOException {
      if (!text.startsWith(word, position)) {
        throw wrong("no value");
      }
      position += word.length();
      return value;
    }

    private void expect(char c) throws IOException {
      if (peek() != c) {
        throw wrong("expected " + c);
      }
      position++;
    }

    private char peek() throws IOException {
      if (position >= text.length()) {
        throw wrong("unexpected end");
      }
      return text.charAt(position);
    }

    private void skipBlanks() {
      while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
        position++;
      }
    }

    private IOException wrong(String what) {
      return new IOException("JSON: " + what + " at character " + position);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads JSON (RFC 8259) from UTF-8 bytes, strictly and in one pass: the caller asks for what it
 * expects next. Nesting and the length of a number are bounded, nothing is kept of what is skipped.
 *
 * <pre>{@code
 * json.beginObject();
 * for (String name = json.nextName(); name != null; name = json.nextName()) {
 *   … read or skip the value
 * }
 * }</pre>
 */
final class JsonReader {
  static final int MAX_DEPTH = 128;

  /** Digits that no writer of doubles needs; the exact decimal form of a double has fewer. */
  private static final int LONGEST_NUMBER = 1100;

  private final byte[] bytes;
  private final GrowingBytes text = new GrowingBytes(64);
  private int position;
  private int depth;
  private boolean first;

  JsonReader(byte[] bytes) {
    this.bytes = bytes;
  }

  void beginObject() throws OtlpFormatException {
    begin('{', "an object");
  }

  /** The name of the next member, whose value comes next; null at the end of the object. */
  String nextName() throws OtlpFormatException {
    if (!next('}')) {
      return null;
    }
    if (peek() != '"') {
      throw bad("a name in quotes is expected");
    }
    String name = quoted();
    if (peek() != ':') {
      throw bad("a colon is expected");
    }
    position++;
    return name;
  }

  void beginArray() throws OtlpFormatException {
    begin('[', "an array");
  }

  /** Whether another element comes next; false at the end of the array. */
  boolean nextElement() throws OtlpFormatException {
    return next(']');
  }

  private void begin(char bracket, String what) throws OtlpFormatException {
    if (peek() != bracket) {
      throw bad(what + " is expected");
    }
    position++;
    first = true;
    if (++depth > MAX_DEPTH) {
      throw bad("nested deeper than " + MAX_DEPTH);
    }
  }

  private boolean next(char end) throws OtlpFormatException {
    int c = peek();
    if (c == end) {
      position++;
      depth--;
      first = false;
      return false;
    }
    if (!first) {
      if (c != ',') {
        throw bad("a comma or the end is expected");
      }
      position++;
    }
    first = false;
    return true;
  }

  /** Passes over {@code null}, which stands for a field that is not there. */
  boolean skipNull() throws OtlpFormatException {
    if (peek() != 'n') {
      return false;
    }
    literal("null");
    return true;
  }

  boolean bool() throws OtlpFormatException {
    boolean value = peek() == 't';
    literal(value ? "true" : "false");
    return value;
  }

  String string() throws OtlpFormatException {
    if (peek() != '"') {
      throw bad("a text is expected");
    }
    return quoted();
  }

  /** The digits of a number, or what stands in quotes where a number may. */
  String numberText() throws OtlpFormatException {
    return peek() == '"' ? quoted() : number();
  }

  /** Passes over a value of any kind. */
  void skip() throws OtlpFormatException {
    switch (peek()) {
      case '{' -> {
        beginObject();
        while (nextName() != null) {
          skip();
        }
      }
      case '[' -> {
        beginArray();
        while (nextElement()) {
          skip();
        }
      }
      case '"' -> quoted();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
  }

  /** Refuses anything but white space behind the value that was read. */
  void end() throws OtlpFormatException {
    skipSpace();
    if (position < bytes.length) {
      throw bad("there is something behind the end");
    }
  }

  private String quoted() throws OtlpFormatException {
    int start = ++position;
    text.clear();
    while (position < bytes.length) {
      int c = bytes[position++];
      if (c == '"') {
        return decoded(start);
      } else if (c == '\\') {
        escape();
      } else if (c >= 0 && c < 0x20) {
        throw bad("a control character in a text");
      } else {
        text.put(c);
      }
    }
    throw bad("a text without end");
  }

  private String decoded(int start) throws OtlpFormatException {
    String value = new String(text.array, 0, text.size, StandardCharsets.UTF_8);
    if (value.indexOf('\uFFFD') >= 0) {
      byte[] again = value.getBytes(StandardCharsets.UTF_8);
      if (!Arrays.equals(again, 0, again.length, text.array, 0, text.size)) {
        position = start;
        throw bad("a text is not UTF-8");
      }
    }
    return value;
  }

  private void escape() throws OtlpFormatException {
    int c = position < bytes.length ? bytes[position++] : -1;
    switch (c) {
      case '"', '\\', '/' -> text.put(c);
      case 'b' -> text.put('\b');
      case 'f' -> text.put('\f');
      case 'n' -> text.put('\n');
      case 'r' -> text.put('\r');
      case 't' -> text.put('\t');
      case 'u' -> unicode();
      default -> throw bad("an unknown escape");
    }
  }

  private void unicode() throws OtlpFormatException {
    int c = fourDigits();
    if (c >= Character.MIN_HIGH_SURROGATE && c <= Character.MAX_HIGH_SURROGATE) {
      boolean another =
          position + 1 < bytes.length && bytes[position] == '\\' && bytes[position + 1] == 'u';
      if (!another) {
        throw bad("half a surrogate pair");
      }
      position += 2;
      int low = fourDigits();
      if (low < Character.MIN_LOW_SURROGATE || low > Character.MAX_LOW_SURROGATE) {
        throw bad("half a surrogate pair");
      }
      c = Character.toCodePoint((char) c, (char) low);
    } else if (c >= Character.MIN_LOW_SURROGATE && c <= Character.MAX_LOW_SURROGATE) {
      throw bad("half a surrogate pair");
    }
    text.putCodePoint(c);
  }

  private int fourDigits() throws OtlpFormatException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int c = position < bytes.length ? bytes[position++] : -1;
      int digit = c < 0 ? -1 : Character.digit(c, 16);
      if (digit < 0) {
        throw bad("four hexadecimal digits are expected");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private String number() throws OtlpFormatException {
    skipSpace();
    int start = position;
    while (position < bytes.length && isOfNumber(bytes[position])) {
      position++;
    }
    int length = position - start;
    if (length <= LONGEST_NUMBER) {
      String digits = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
      if (JsonNumber.isNumber(digits)) {
        return digits;
      }
    }
    position = start;
    throw bad("a value is expected");
  }

  private static boolean isOfNumber(byte c) {
    return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
  }

  private void literal(String word) throws OtlpFormatException {
    for (int i = 0; i < word.length(); i++) {
      if (position == bytes.length || bytes[position] != word.charAt(i)) {
        throw bad(word + " is expected");
      }
      position++;
    }
  }

  /** The next byte that is no white space, or -1. */
  private int peek() {
    skipSpace();
    return position < bytes.length ? bytes[position] & 0xFF : -1;
  }

  private void skipSpace() {
    while (position < bytes.length) {
      byte c = bytes[position];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      position++;
    }
  }

  /** What the caller found wrong with the value that was just read. */
  OtlpFormatException bad(String what) {
    return new OtlpFormatException("Not OTLP JSON: " + what + " at byte " + position);
  }
}

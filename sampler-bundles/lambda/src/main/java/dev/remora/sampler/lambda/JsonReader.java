// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A pull reader of JSON (RFC 8259) over a stream. Whatever comes, it holds no more than a buffer of
 * the stream and one text; numbers are read a little more liberally than the RFC has them. Not
 * thread-safe.
 *
 * <p>An own one, because the first use of a JSON library costs tens of milliseconds of CPU beside
 * the function, and this is all that the sampler needs of it.
 */
final class JsonReader {
  /** Longest text that is kept, in bytes of UTF-8; of a longer one only so much. */
  static final int LONGEST_TEXT = 256;

  /**
   * Deepest nesting that is read: telemetry has four levels, a function's log line may have more.
   */
  static final int DEEPEST = 64;

  private static final int END = -1;

  private final InputStream in;
  private final byte[] buffer = new byte[4096];
  private final byte[] text = new byte[LONGEST_TEXT];
  private int position;
  private int limit;
  private int textLength;
  private boolean first;
  private int depth;

  /** What was read is no JSON, or nested too deeply. */
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    Malformed(String expected) {
      super("expected " + expected);
    }
  }

  /** Reads from the stream in pieces; does not close it. */
  JsonReader(InputStream in) {
    this.in = in;
  }

  /** The first character of the next value or sign, without taking it; -1 at the end. */
  int peek() throws IOException {
    int next = look();
    while (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
      position++;
      next = look();
    }
    return next;
  }

  /** Enters an array or an object. */
  void begin(char open) throws IOException {
    expect(open, "an array or an object");
    if (++depth > DEEPEST) {
      throw new Malformed("at most " + DEEPEST + " levels");
    }
    first = true;
  }

  /**
   * Goes to the next member of the array or object that was entered last.
   *
   * @return false, having left it, when there is none
   */
  boolean next(char close) throws IOException {
    int sign = peek();
    if (sign == close) {
      position++;
      depth--;
      first = false;
      return false;
    }
    if (!first) {
      expect(',', "a comma or the end");
    }
    first = false;
    return true;
  }

  /** The name of the member of an object, cut off at {@link #LONGEST_TEXT}. */
  String name() throws IOException {
    string();
    String name = kept();
    expect(':', "a colon");
    return name;
  }

  /** The value if it is a text, cut off at {@link #LONGEST_TEXT}; else empty, and it is skipped. */
  String text() throws IOException {
    if (peek() != '"') {
      skip();
      return "";
    }
    string();
    return kept();
  }

  /** The value if it is a number, else NaN, and it is skipped. */
  double number() throws IOException {
    if (!startsNumber(peek())) {
      skip();
      return Double.NaN;
    }
    plain();
    if (textLength == LONGEST_TEXT) {
      return Double.NaN; // longer than any number that means something
    }
    try {
      return Double.parseDouble(kept());
    } catch (NumberFormatException e) {
      throw new Malformed("a number");
    }
  }

  /** Passes over a value of whatever kind. */
  void skip() throws IOException {
    int sign = peek();
    if (sign == '{') {
      begin('{');
      while (next('}')) {
        string();
        expect(':', "a colon");
        skip();
      }
    } else if (sign == '[') {
      begin('[');
      while (next(']')) {
        skip();
      }
    } else if (sign == '"') {
      string();
    } else if (startsNumber(sign)) {
      plain();
    } else {
      literal();
    }
  }

  private static boolean startsNumber(int sign) {
    return sign == '-' || sign >= '0' && sign <= '9';
  }

  private void literal() throws IOException {
    plain();
    String word = kept();
    if (!word.equals("null") && !word.equals("true") && !word.equals("false")) {
      throw new Malformed("a value");
    }
  }

  /** Takes a number or a word, up to the next sign or space. */
  private void plain() throws IOException {
    textLength = 0;
    int next = look();
    while (next >= '0' && next <= '9'
        || next >= 'a' && next <= 'z'
        || next == '-'
        || next == '+'
        || next == '.'
        || next == 'E') {
      keep(next);
      position++;
      next = look();
    }
  }

  /** Takes a string, quotes included. Half of a surrogate pair is left out. */
  private void string() throws IOException {
    expect('"', "a string");
    textLength = 0;
    int high = 0;
    while (true) {
      int next = take();
      if (next == '"') {
        return;
      }
      if (next != '\\') {
        if (next < ' ') {
          throw new Malformed("a string without control characters, to its end");
        }
        keep(next);
        high = 0;
        continue;
      }
      int unit = escaped();
      if (Character.isHighSurrogate((char) unit)) {
        high = unit;
        continue;
      }
      if (!Character.isLowSurrogate((char) unit)) {
        keepCodePoint(unit);
      } else if (high != 0) {
        keepCodePoint(Character.toCodePoint((char) high, (char) unit));
      }
      high = 0;
    }
  }

  /** What follows a backslash, as a UTF-16 unit. */
  private int escaped() throws IOException {
    int sign = take();
    return switch (sign) {
      case '"', '\\', '/' -> sign;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex() << 12 | hex() << 8 | hex() << 4 | hex();
      default -> throw new Malformed("an escape sequence");
    };
  }

  private int hex() throws IOException {
    int digit = Character.digit(take(), 16);
    if (digit < 0) {
      throw new Malformed("four hexadecimal digits");
    }
    return digit;
  }

  private void keepCodePoint(int point) {
    if (point < 0x80) {
      keep(point);
    } else if (point < 0x800) {
      keep(0xC0 | point >> 6);
      keep(0x80 | point & 0x3F);
    } else if (point < 0x10000) {
      keep(0xE0 | point >> 12);
      keep(0x80 | point >> 6 & 0x3F);
      keep(0x80 | point & 0x3F);
    } else {
      keep(0xF0 | point >> 18);
      keep(0x80 | point >> 12 & 0x3F);
      keep(0x80 | point >> 6 & 0x3F);
      keep(0x80 | point & 0x3F);
    }
  }

  private void keep(int oneByte) {
    if (textLength < LONGEST_TEXT) {
      text[textLength++] = (byte) oneByte;
    }
  }

  private String kept() {
    return new String(text, 0, textLength, StandardCharsets.UTF_8);
  }

  private void expect(char sign, String what) throws IOException {
    if (peek() != sign) {
      throw new Malformed(what);
    }
    position++;
  }

  /** The next byte of a string, which must not end here. */
  private int take() throws IOException {
    int next = look();
    if (next == END) {
      throw new Malformed("a string without control characters, to its end");
    }
    position++;
    return next;
  }

  private int look() throws IOException {
    if (position == limit) {
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      position = 0;
      if (limit == 0) {
        return END;
      }
    }
    return buffer[position] & 0xFF;
  }
}

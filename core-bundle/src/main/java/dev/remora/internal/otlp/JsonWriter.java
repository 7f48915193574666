// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes JSON in UTF-8 on one line, in the form that OTLP asks for. */
final class JsonWriter extends GrowingBytes {
  private static final String DIGITS = "0123456789abcdef";

  JsonWriter(int capacity, int most) {
    super(capacity, most);
  }

  void beginObject() {
    separate();
    put('{');
  }

  void endObject() {
    put('}');
  }

  void beginArray(String name) {
    name(name);
    put('[');
  }

  void endArray() {
    put(']');
  }

  /** Begins a member; its value comes next. Names are ours and need no escapes. */
  void name(String name) {
    separate();
    put('"');
    putUtf8(name);
    put('"');
    put(':');
  }

  void string(String name, String value) {
    name(name);
    put('"');
    for (int i = 0, end = value.length(); i < end; i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        put('\\');
        put(c);
      } else if (c < 0x20) {
        control(c);
      } else if (c < 0x80) {
        put(c);
      } else if (!Character.isSurrogate(c)) {
        putCodePoint(c);
      } else if (i + 1 < end && Character.isSurrogatePair(c, value.charAt(i + 1))) {
        putCodePoint(Character.toCodePoint(c, value.charAt(++i)));
      } else {
        put('?');
      }
    }
    put('"');
  }

  void stringUnlessEmpty(String name, String value) {
    if (!value.isEmpty()) {
      string(name, value);
    }
  }

  /** A signed 64-bit number: decimal digits in quotes, because a double cannot hold all of them. */
  void int64(String name, long value) {
    quoted(name, Long.toString(value));
  }

  /** An unsigned 64-bit number. */
  void uint64(String name, long value) {
    quoted(name, Long.toUnsignedString(value));
  }

  /** An unsigned 64-bit number as an element of an array. */
  void uint64Element(long value) {
    separate();
    put('"');
    putUtf8(Long.toUnsignedString(value));
    put('"');
  }

  /** A 32-bit number or an enumeration's number. */
  void int32(String name, int value) {
    name(name);
    putUtf8(Integer.toString(value));
  }

  void bool(String name, boolean value) {
    name(name);
    putUtf8(value ? "true" : "false");
  }

  /** A finite number in the shortest form that reads back as the same. */
  void real(String name, double value) {
    name(name);
    putUtf8(Double.toString(value));
  }

  /** A finite number as an element of an array. */
  void realElement(double value) {
    separate();
    putUtf8(Double.toString(value));
  }

  void base64(String name, byte[] value) {
    quoted(name, new String(Base64.getEncoder().encode(value), StandardCharsets.ISO_8859_1));
  }

  private void quoted(String name, String plain) {
    name(name);
    put('"');
    putUtf8(plain);
    put('"');
  }

  private void control(char c) {
    put('\\');
    if (c == '\n') {
      put('n');
    } else if (c == '\t') {
      put('t');
    } else if (c == '\r') {
      put('r');
    } else {
      put('u');
      put('0');
      put('0');
      put(DIGITS.charAt(c >> 4));
      put(DIGITS.charAt(c & 0xF));
    }
  }

  /** A comma, unless this is the first thing in its object, array or member. */
  private void separate() {
    if (size > 0) {
      byte last = array[size - 1];
      if (last != '{' && last != '[' && last != ':') {
        put(',');
      }
    }
  }
}

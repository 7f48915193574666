// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads protobuf's wire format (protobuf.dev, "Encoding") from bytes that nobody vouches for. Every
 * length is checked against what is left before it is used, messages nest at most {@value
 * #MAX_DEPTH} deep, and what cannot be read is an {@link OtlpFormatException}.
 */
final class ProtoReader {
  /** The official implementations' limit. */
  static final int MAX_DEPTH = 100;

  /** A message as an object, with the lists around it: at most this, found by measuring. */
  private static final int MESSAGE = 72;

  private static final int TEXT = 48;

  /** A boxed number and its places in lists. */
  private static final int NUMBER = 32;

  private final byte[] bytes;
  private final int mostMemory;
  private int memory;
  private int position;
  private int limit;
  private int depth;

  /**
   * Reads {@code length} bytes from {@code offset}.
   *
   * @param mostMemory bytes that objects made of them may take before the rest is refused
   */
  ProtoReader(byte[] bytes, int offset, int length, int mostMemory) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    this.bytes = bytes;
    this.mostMemory = mostMemory;
    this.position = offset;
    this.limit = offset + length;
  }

  /** Number and type of the next field, or 0 at the end of the message. */
  int tag() throws OtlpFormatException {
    if (position == limit) {
      return 0;
    }
    int tag = (int) varint();
    if (tag >>> 3 == 0) {
      throw bad("field number 0");
    }
    return tag;
  }

  /** A number of one to ten bytes; what exceeds 64 bits is dropped. */
  long varint() throws OtlpFormatException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position == limit) {
        throw bad("a number is cut off");
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw bad("a number of more than ten bytes");
  }

  /** Eight bytes, lowest first. */
  long fixed64() throws OtlpFormatException {
    if (limit - position < 8) {
      throw bad("a number is cut off");
    }
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | bytes[position + i] & 0xFF;
    }
    position += 8;
    return value;
  }

  /** The same for a number that is one of many. */
  long repeatedFixed64() throws OtlpFormatException {
    take(NUMBER);
    return fixed64();
  }

  double repeatedReal() throws OtlpFormatException {
    return Double.longBitsToDouble(repeatedFixed64());
  }

  double real() throws OtlpFormatException {
    return Double.longBitsToDouble(fixed64());
  }

  /** A text; what is not UTF-8 is refused, as protobuf asks. */
  String string() throws OtlpFormatException {
    int length = length();
    take(TEXT + length);
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    // Decoding puts U+FFFD for what it cannot read; it may also stand there by right.
    if (text.indexOf('\uFFFD') >= 0 && !isEncodingOf(text, length)) {
      throw bad("a text is not UTF-8");
    }
    position += length;
    return text;
  }

  private boolean isEncodingOf(String text, int length) {
    byte[] again = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(again, 0, again.length, bytes, position, position + length);
  }

  byte[] bytes() throws OtlpFormatException {
    int length = length();
    take(TEXT + length);
    byte[] copy = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return copy;
  }

  /** Enters a message or packed field; {@link #tag} and {@link #atEnd} then speak of it. */
  int open() throws OtlpFormatException {
    int length = length();
    take(MESSAGE);
    enter();
    int outer = limit;
    limit = position + length;
    return outer;
  }

  /** Leaves what was entered, read to its end; {@code outer} is what {@link #open} returned. */
  void close(int outer) {
    limit = outer;
    depth--;
  }

  /** Whether the message or packed field is read to its end. */
  boolean atEnd() {
    return position == limit;
  }

  /** Passes over the field whose tag was read last. */
  void skip(int tag) throws OtlpFormatException {
    switch (tag & 7) {
      case Tag.VARINT -> varint();
      case Tag.FIXED64 -> advance(8);
      case Tag.MESSAGE -> advance(length());
      case Tag.FIXED32 -> advance(4);
      case Tag.START_GROUP -> skipGroup(tag);
      default -> throw bad("unexpected wire type " + (tag & 7));
    }
  }

  private void skipGroup(int start) throws OtlpFormatException {
    enter();
    int end = start & ~7 | Tag.END_GROUP;
    for (int tag = tag(); tag != end; tag = tag()) {
      if (tag == 0) {
        throw bad("a group is cut off");
      }
      skip(tag);
    }
    depth--;
  }

  private void enter() throws OtlpFormatException {
    if (++depth > MAX_DEPTH) {
      throw bad("messages nested deeper than " + MAX_DEPTH);
    }
  }

  private int length() throws OtlpFormatException {
    long length = varint();
    if (length < 0 || length > limit - position) {
      throw bad(
          "a length of "
              + Long.toUnsignedString(length)
              + " where "
              + (limit - position)
              + " bytes are left");
    }
    return (int) length;
  }

  /**
   * Counts memory: two bytes on the wire may be 72 in memory, so that the length of a message
   * bounds nothing.
   */
  private void take(int count) throws OtlpFormatException {
    memory += count;
    if (memory > mostMemory) {
      throw bad("its objects would take more than " + mostMemory + " bytes of memory");
    }
  }

  private void advance(int count) throws OtlpFormatException {
    if (limit - position < count) {
      throw bad("a field is cut off");
    }
    position += count;
  }

  private OtlpFormatException bad(String what) {
    return new OtlpFormatException("Not an OTLP message: " + what + " at byte " + position);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import java.util.Arrays;

/** Bytes that grow at their end. Not thread-safe. */
class GrowingBytes {
  private static final int NO_LIMIT = Integer.MAX_VALUE - 8;

  private final int most;
  byte[] array;
  int size;

  GrowingBytes(int capacity) {
    this(capacity, NO_LIMIT);
  }

  /**
   * @param most how many they may become; {@link #reserve} then throws {@link
   *     IllegalArgumentException}
   */
  GrowingBytes(int capacity, int most) {
    this.most = most;
    array = new byte[Math.min(capacity, most)];
  }

  /** Makes room for so many bytes more. */
  final void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > most) {
      throw new IllegalArgumentException("it would be longer than " + most + " bytes");
    }
    if (needed > array.length) {
      int wanted = Math.max(needed, array.length + (array.length >> 1) + 16);
      array = Arrays.copyOf(array, Math.min(wanted, most));
    }
  }

  final void put(int value) {
    if (size == array.length) {
      reserve(1);
    }
    array[size++] = (byte) value;
  }

  final void put(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, array, size, length);
    size += length;
  }

  /** The text in UTF-8; half a surrogate pair becomes a question mark, as in {@code getBytes}. */
  final void putUtf8(String text) {
    int length = text.length();
    reserve(length);
    byte[] to = array;
    int at = size;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        size = at;
        putWideUtf8(text, i);
        return;
      }
      to[at++] = (byte) c;
    }
    size = at;
  }

  private void putWideUtf8(String text, int from) {
    int length = text.length();
    reserve(Math.multiplyExact(length - from, 3));
    for (int i = from; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        putCodePoint(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        putCodePoint(Character.isSurrogate(c) ? '?' : c);
      }
    }
  }

  /** One Unicode scalar value in UTF-8. */
  final void putCodePoint(int c) {
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0 | c >> 6);
      put(0x80 | c & 0x3F);
    } else if (c < 0x10000) {
      put(0xE0 | c >> 12);
      put(0x80 | c >> 6 & 0x3F);
      put(0x80 | c & 0x3F);
    } else {
      put(0xF0 | c >> 18);
      put(0x80 | c >> 12 & 0x3F);
      put(0x80 | c >> 6 & 0x3F);
      put(0x80 | c & 0x3F);
    }
  }

  final void clear() {
    size = 0;
  }

  /** The bytes; the array itself, not a copy, where it is exactly full. */
  final byte[] toByteArray() {
    return size == array.length ? array : Arrays.copyOf(array, size);
  }

  /** The bytes as a new array. */
  final byte[] copy() {
    return Arrays.copyOf(array, size);
  }
}

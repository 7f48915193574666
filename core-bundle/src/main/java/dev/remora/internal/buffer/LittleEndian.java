// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

/** Numbers in byte arrays. */
final class LittleEndian {
  private LittleEndian() {}

  static int getInt(byte[] bytes, int offset) {
    return bytes[offset] & 0xFF
        | (bytes[offset + 1] & 0xFF) << 8
        | (bytes[offset + 2] & 0xFF) << 16
        | (bytes[offset + 3] & 0xFF) << 24;
  }

  static void putInt(byte[] bytes, int offset, int value) {
    bytes[offset] = (byte) value;
    bytes[offset + 1] = (byte) (value >>> 8);
    bytes[offset + 2] = (byte) (value >>> 16);
    bytes[offset + 3] = (byte) (value >>> 24);
  }

  static long getLong(byte[] bytes, int offset) {
    return getInt(bytes, offset) & 0xFFFFFFFFL | (long) getInt(bytes, offset + 4) << 32;
  }

  static void putLong(byte[] bytes, int offset, long value) {
    putInt(bytes, offset, (int) value);
    putInt(bytes, offset + 4, (int) (value >>> 32));
  }
}

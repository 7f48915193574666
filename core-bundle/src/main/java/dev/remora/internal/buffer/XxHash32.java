// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

/**
 * XXH32 with seed 0 (xxHash specification 0.1.1, "XXH32 Algorithm"): the checksum of LZ4 frames.
 */
final class XxHash32 {
  private static final int PRIME_1 = 0x9E3779B1;
  private static final int PRIME_2 = 0x85EBCA77;
  private static final int PRIME_3 = 0xC2B2AE3D;
  private static final int PRIME_4 = 0x27D4EB2F;
  private static final int PRIME_5 = 0x165667B1;
  private static final int STRIPE = 16;

  private XxHash32() {}

  /** The hash of {@code bytes[start, start + length)}. */
  static int hash(byte[] bytes, int start, int length) {
    int end = start + length;
    int at = start;
    int hash = PRIME_5;
    if (length >= STRIPE) {
      int lane1 = PRIME_1 + PRIME_2;
      int lane2 = PRIME_2;
      int lane3 = 0;
      int lane4 = -PRIME_1;
      for (; end - at >= STRIPE; at += STRIPE) {
        lane1 = round(lane1, LittleEndian.getInt(bytes, at));
        lane2 = round(lane2, LittleEndian.getInt(bytes, at + 4));
        lane3 = round(lane3, LittleEndian.getInt(bytes, at + 8));
        lane4 = round(lane4, LittleEndian.getInt(bytes, at + 12));
      }
      hash =
          Integer.rotateLeft(lane1, 1)
              + Integer.rotateLeft(lane2, 7)
              + Integer.rotateLeft(lane3, 12)
              + Integer.rotateLeft(lane4, 18);
    }
    hash += length;
    for (; end - at >= 4; at += 4) {
      hash += LittleEndian.getInt(bytes, at) * PRIME_3;
      hash = Integer.rotateLeft(hash, 17) * PRIME_4;
    }
    for (; at < end; at++) {
      hash += (bytes[at] & 0xFF) * PRIME_5;
      hash = Integer.rotateLeft(hash, 11) * PRIME_1;
    }
    hash = (hash ^ hash >>> 15) * PRIME_2;
    hash = (hash ^ hash >>> 13) * PRIME_3;
    return hash ^ hash >>> 16;
  }

  private static int round(int lane, int word) {
    return Integer.rotateLeft(lane + word * PRIME_2, 13) * PRIME_1;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

/** Trace and span ids: bytes in protobuf, hexadecimal digits in the model and in OTLP's JSON. */
final class Hex {
  private static final String DIGITS = "0123456789abcdef";

  private Hex() {}

  /** Whether these are pairs of hexadecimal digits, of any case. */
  static boolean isHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return text.length() % 2 == 0;
  }

  /** The bytes of what {@link #isHex} accepts. */
  static byte[] decode(String text) {
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = Character.digit(text.charAt(2 * i), 16);
      bytes[i] = (byte) (high << 4 | Character.digit(text.charAt(2 * i + 1), 16));
    }
    return bytes;
  }

  /** Lower-case digits. */
  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder(2 * bytes.length);
    for (byte b : bytes) {
      text.append(DIGITS.charAt(b >> 4 & 0xF)).append(DIGITS.charAt(b & 0xF));
    }
    return text.toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.lambda;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Takes frames apart: {@code kind SP length *(SP key=value) LF payload}, as {@code
 * docs/doorman-protocol.md} describes them. Not thread-safe.
 */
final class FrameReader {
  private static final int LONGEST_HEADER = 512;

  /** No event, registration or set of readings comes near this; a longer frame is a broken one. */
  private static final int LONGEST_PAYLOAD = 1 << 20;

  private final DataInputStream in;
  private final byte[] header = new byte[LONGEST_HEADER];

  FrameReader(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /**
   * One frame.
   *
   * @param kind what it is
   * @param attributes the key=value pairs, separated by blanks
   * @param payload its content
   */
  record Frame(String kind, String attributes, byte[] payload) {

    /** The number of a key; 0 when it is missing or no number. */
    long number(String key) {
      int at = (" " + attributes).indexOf(" " + key + "=");
      if (at < 0) {
        return 0;
      }
      long number = 0;
      for (int i = at + key.length() + 1; i < attributes.length(); i++) {
        int digit = attributes.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          break;
        }
        number = number * 10 + digit;
      }
      return number;
    }
  }

  /**
   * Waits for a frame.
   *
   * @return the frame, or null at the end of the stream
   * @throws IOException when the stream breaks or is not made of frames
   */
  Frame next() throws IOException {
    int length = 0;
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        if (length == 0) {
          return null;
        }
        throw new EOFException("the stream ends within a frame");
      }
      if (length == LONGEST_HEADER) {
        throw new IOException("a frame's header is longer than " + LONGEST_HEADER + " bytes");
      }
      header[length++] = (byte) c;
    }
    String line = new String(header, 0, length, StandardCharsets.ISO_8859_1);
    int kindEnd = line.indexOf(' ');
    int sizeEnd = kindEnd < 0 ? -1 : line.indexOf(' ', kindEnd + 1);
    String size = kindEnd < 0 ? "" : line.substring(kindEnd + 1, sizeEnd < 0 ? length : sizeEnd);
    byte[] payload = new byte[size(size, line)];
    in.readFully(payload);
    return new Frame(
        line.substring(0, kindEnd), sizeEnd < 0 ? "" : line.substring(sizeEnd + 1), payload);
  }

  private static int size(String text, String line) throws IOException {
    try {
      int size = Integer.parseInt(text);
      if (size >= 0 && size <= LONGEST_PAYLOAD) {
        return size;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IOException("not a frame: \"" + line + "\"");
  }
}

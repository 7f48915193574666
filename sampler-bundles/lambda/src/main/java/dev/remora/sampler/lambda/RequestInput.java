// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * Bytes of a connection, with a time limit for each request as a whole: one byte now and then holds
 * nobody up.
 */
final class RequestInput {
  /** How long a connection may be quiet between requests. */
  private static final int QUIET_MILLIS = 300_000;

  private static final int LONGEST_LINE = 8192;

  private final Socket socket;
  private final InputStream in;
  private final long requestNanos;
  private final byte[] buffer = new byte[8192];
  private int position;
  private int limit;
  private long deadline;

  /**
   * @param requestNanos how long a request may take from its first byte on
   */
  RequestInput(Socket socket, long requestNanos) throws IOException {
    this.socket = socket;
    this.requestNanos = requestNanos;
    this.in = socket.getInputStream();
  }

  /** Waits for a request; false when none comes any more. */
  boolean await() throws IOException {
    if (position == limit) {
      socket.setSoTimeout(QUIET_MILLIS);
      limit = in.read(buffer);
      position = 0;
    }
    deadline = System.nanoTime() + requestNanos;
    return limit > 0;
  }

  /** The next byte; -1 at the end of the connection. */
  int read() throws IOException {
    return position < limit || fill() ? buffer[position++] & 0xFF : -1;
  }

  /** At least one byte and at most {@code length}; -1 at the end of the connection. */
  int read(byte[] bytes, int offset, int length) throws IOException {
    if (position == limit && !fill()) {
      return -1;
    }
    int count = Math.min(length, limit - position);
    System.arraycopy(buffer, position, bytes, offset, count);
    position += count;
    return count;
  }

  /**
   * The next line without its end.
   *
   * @return null when it is not whole, or longer than 8 KiB
   */
  String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int next = read(); next != '\n'; next = read()) {
      if (next < 0 || line.length() == LONGEST_LINE) {
        return null;
      }
      line.append((char) next);
    }
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }

  private boolean fill() throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("the request takes too long");
    }
    socket.setSoTimeout((int) left);
    limit = in.read(buffer);
    position = 0;
    if (limit < 0) {
      limit = 0;
      return false;
    }
    return limit > 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of one request, of a given length or in chunks (RFC 9112, 6.2 and 7.1), as a stream that
 * ends where the body does.
 */
final class RequestBody extends InputStream {
  /**
   * More than this is not read. Lambda sends at most 2 × 262,144 bytes and some for each record.
   */
  static final long MOST_BYTES = 16L << 20;

  private final RequestInput in;
  private final boolean chunked;
  private long inPart;
  private long total;
  private boolean ended;
  private boolean firstChunk = true;

  RequestBody(RequestInput in, boolean chunked, long length) {
    this.in = in;
    this.chunked = chunked;
    this.inPart = chunked ? 0 : length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (inPart == 0 && !ended) {
      nextPart();
    }
    if (ended || total >= MOST_BYTES) {
      return -1;
    }
    int count = in.read(bytes, offset, (int) Math.min(length, inPart));
    if (count < 0) {
      throw new EOFException("the body is cut off");
    }
    inPart -= count;
    total += count;
    return count;
  }

  /** Reads what is left of it; false when that is too much. */
  boolean drain() throws IOException {
    byte[] rest = new byte[4096];
    int count = 0;
    while (count >= 0) {
      count = read(rest, 0, rest.length);
    }
    return ended;
  }

  private void nextPart() throws IOException {
    if (!chunked) {
      ended = true;
      return;
    }
    if (!firstChunk && !"".equals(in.line())) {
      throw new IOException("no line end behind a chunk");
    }
    firstChunk = false;
    inPart = chunkSize(in.line());
    if (inPart == 0) {
      String trailer = in.line();
      for (int lines = 0; !"".equals(trailer); lines++) {
        if (trailer == null || lines == 100) {
          throw new IOException("no end of the trailers");
        }
        trailer = in.line();
      }
      ended = true;
    }
  }

  /** The number before extensions. */
  private static long chunkSize(String line) throws IOException {
    long size = 0;
    int digits = 0;
    for (; line != null && digits < line.length(); digits++) {
      int digit = Character.digit(line.charAt(digits), 16);
      if (digit < 0) {
        break;
      }
      size = size << 4 | digit;
      if (digits == 15) {
        throw new IOException("a chunk too large");
      }
    }
    if (digits == 0) {
      throw new IOException("no size of a chunk");
    }
    return size;
  }
}

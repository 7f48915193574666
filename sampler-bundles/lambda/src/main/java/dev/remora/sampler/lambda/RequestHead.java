// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import java.io.IOException;

/**
 * What has to be known of the head of a request.
 *
 * @param valid whether it is one at all
 * @param post whether the method is POST
 * @param chunked whether the body comes in chunks
 * @param length of a body that does not; 0 when none is given
 * @param keepAlive whether another request may follow
 * @param expectsContinue whether the body comes only when asked for
 */
record RequestHead(
    boolean valid,
    boolean post,
    boolean chunked,
    long length,
    boolean keepAlive,
    boolean expectsContinue) {
  private static final RequestHead INVALID = new RequestHead(false, false, false, 0, false, false);
  private static final int MOST_LINES = 100;
  private static final int MOST_DIGITS = 15;

  /** Reads to the empty line. */
  static RequestHead read(RequestInput in) throws IOException {
    String request = in.line();
    if (request == null || !request.contains(" HTTP/1.")) {
      return INVALID;
    }
    boolean chunked = false;
    long length = 0;
    boolean keepAlive = request.endsWith(" HTTP/1.1");
    boolean expectsContinue = false;
    String line = in.line();
    for (int lines = 0; line != null && !line.isEmpty() && lines < MOST_LINES; lines++) {
      if (is(line, "content-length:")) {
        length = length(value(line));
      } else if (is(line, "transfer-encoding:")) {
        chunked = value(line).equalsIgnoreCase("chunked");
      } else if (is(line, "connection:")) {
        keepAlive &= !value(line).equalsIgnoreCase("close");
      } else if (is(line, "expect:")) {
        expectsContinue = value(line).equalsIgnoreCase("100-continue");
      }
      line = in.line();
    }
    return line == null || !line.isEmpty() || length < 0
        ? INVALID
        : new RequestHead(
            true, request.startsWith("POST "), chunked, length, keepAlive, expectsContinue);
  }

  private static boolean is(String line, String name) {
    return line.regionMatches(true, 0, name, 0, name.length());
  }

  private static String value(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }

  /** A number of bytes; -1 when it is none. */
  private static long length(String text) {
    if (text.isEmpty() || text.length() > MOST_DIGITS) {
      return -1;
    }
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      length = length * 10 + digit;
    }
    return length;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.Map;

/**
 * A request that has been received completely.
 *
 * @param method as sent
 * @param path without the query
 * @param headers by name in lower case; the last one wins
 * @param body never null
 * @param beganNanos {@link System#nanoTime()} when its head had been read
 * @param receivedNanos {@link System#nanoTime()} when its last byte had been read
 */
record HttpRequest(
    String method,
    String path,
    Map<String, String> headers,
    byte[] body,
    long beganNanos,
    long receivedNanos) {

  /** A request that came in one piece. */
  HttpRequest(
      String method, String path, Map<String, String> headers, byte[] body, long receivedNanos) {
    this(method, path, headers, body, receivedNanos, receivedNanos);
  }

  /** Value of a header, or an empty text. */
  String header(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, "");
  }
}

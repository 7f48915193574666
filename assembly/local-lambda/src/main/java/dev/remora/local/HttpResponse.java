// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * An answer.
 *
 * @param status status code
 * @param headers besides the length
 * @param body never null
 * @param beforeWrite called with {@link System#nanoTime()} right before the first byte is written
 */
record HttpResponse(
    int status, Map<String, String> headers, byte[] body, LongConsumer beforeWrite) {

  static HttpResponse of(int status, String contentType, byte[] body) {
    return new HttpResponse(status, Map.of("Content-Type", contentType), body, nanos -> {});
  }

  static HttpResponse text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  HttpResponse onWrite(LongConsumer hearer) {
    return new HttpResponse(status, headers, body, hearer);
  }

  /** Head and body in one piece, so that they leave in one system call. */
  byte[] encoded(boolean keepAlive) {
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(status).append(' ').append(reason()).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\n");
    if (!keepAlive) {
      head.append("Connection: close\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = new byte[start.length + body.length];
    System.arraycopy(start, 0, whole, 0, start.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    return whole;
  }

  private String reason() {
    return switch (status) {
      case 200 -> "OK";
      case 202 -> "Accepted";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Request Entity Too Large";
      default -> "Internal Server Error";
    };
  }
}

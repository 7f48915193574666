// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.remora.api.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * What a server answered. Its body may repeat what was sent, so it shows only its status.
 *
 * @param status the status code
 * @param headers all headers, in the order they came
 * @param body the body, decompressed where the server had compressed it; at most {@value
 *     #MOST_BODY_BYTES} bytes
 * @param cut whether there was more of the body, or the rest of it did not come in time: then it is
 *     no use to parse
 * @param receivedUnixMillis when it came, by the wall clock
 */
public record HttpAnswer(
    int status,
    List<HttpRequest.Header> headers,
    byte[] body,
    boolean cut,
    long receivedUnixMillis) {
  /** Nothing that a server has to say to an exporter is longer. */
  public static final int MOST_BODY_BYTES = 64 * 1024;

  private static final int MOST_TEXT = 200;

  /** What is shorter is a word like "metrics" rather than a key. */
  private static final int SHORTEST_KEY = 8;

  public HttpAnswer {
    headers = List.copyOf(headers);
    Objects.requireNonNull(body, "body");
  }

  /** Whether the status is 200 to 299. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The first header of that name, in any case; empty when there is none. */
  public String header(String name) {
    for (HttpRequest.Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return header.value();
      }
    }
    return "";
  }

  /**
   * How long the server asks to wait before the next request, from when the answer came; empty when
   * it does not say so in a way that can be understood.
   */
  public Optional<Duration> retryAfter() {
    return RetryAfter.parse(header("Retry-After"), receivedUnixMillis);
  }

  /**
   * The beginning of the body as one line for a message, at most {@value #MOST_TEXT} characters,
   * without what the request kept secret; empty when it is no text.
   */
  public String text(HttpRequest request) {
    return shown(new String(body, 0, Math.min(body.length, 8 * MOST_TEXT), UTF_8), request);
  }

  /**
   * Something that the server said, likewise: as one line, cut, and without what the request kept
   * secret, which servers like to repeat.
   */
  public static String shown(String said, HttpRequest request) {
    String text = said;
    for (HttpRequest.Header header : request.headers()) {
      if (header.secret()) {
        text = withoutParts(text, header.value(), " ");
      }
    }
    text = withoutParts(text, String.valueOf(request.uri().getRawPath()), "/");
    text = withoutParts(text, String.valueOf(request.uri().getRawQuery()), "&=");
    StringBuilder line = new StringBuilder(MOST_TEXT);
    for (int i = 0; i < Math.min(text.length(), MOST_TEXT); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) || c == '\uFFFD' ? ' ' : c);
    }
    return line.toString().strip();
  }

  /** Also the parts: a server that repeats a key leaves the word "Bearer" before it away. */
  private static String withoutParts(String text, String secret, String separators) {
    String rest = secret.length() < SHORTEST_KEY ? text : text.replace(secret, Secret.HIDDEN);
    StringTokenizer parts = new StringTokenizer(secret, separators);
    while (parts.hasMoreTokens()) {
      String part = parts.nextToken();
      if (part.length() >= SHORTEST_KEY) {
        rest = rest.replace(part, Secret.HIDDEN);
      }
    }
    return rest;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** The status alone. */
  @Override
  public String toString() {
    return "status " + status;
  }
}

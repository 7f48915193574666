// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import java.util.Objects;

/**
 * There was no answer. The message is one line that names scheme, host and port and says what
 * happened; it holds no path, no header and no body, and can be logged.
 */
public final class HttpFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** Why. */
  public enum Kind {
    /** What the user set cannot be used: nothing was sent. */
    CONFIGURATION,
    /** The name of the host, or of the proxy, has no address. */
    UNKNOWN_HOST,
    /** Nobody listens there. */
    REFUSED,
    /** There is no way to the address. */
    UNREACHABLE,
    /** The time was over, while connecting or while waiting for the answer. */
    TIME_OUT,
    /** TLS could not be agreed on, or the server's certificate is not trusted. */
    TLS,
    /** The connection was closed or reset before there was an answer. */
    RESET,
    /** The proxy did not let the request through. */
    PROXY,
    /** What came is no HTTP/1.1 answer. */
    PROTOCOL,
    /** The transport was closed. */
    CLOSED
  }

  /** A failure of that kind. */
  public HttpFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /** Why. */
  public Kind kind() {
    return kind;
  }

  /**
   * Whether the same request may go through later; not where only another configuration helps
   * (OpenTelemetry's exporters do not retry TLS failures either).
   */
  public boolean isTransient() {
    return kind != Kind.TLS && kind != Kind.CONFIGURATION;
  }
}

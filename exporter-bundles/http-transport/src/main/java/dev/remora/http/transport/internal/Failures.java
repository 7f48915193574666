// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import dev.remora.http.transport.Endpoints;
import dev.remora.http.transport.HttpFailure;
import dev.remora.http.transport.HttpFailure.Kind;
import dev.remora.http.transport.HttpRequest;
import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Says in words what an exception of the library or the JDK means. */
final class Failures {
  private Failures() {}

  static HttpFailure noTimeLeft(HttpRequest request) {
    return failure(Kind.TIME_OUT, request, "no time was left for the request", null);
  }

  static HttpFailure closed(HttpRequest request) {
    return failure(Kind.CLOSED, request, "the transport was closed", null);
  }

  static HttpFailure proxy(HttpRequest request, int status) {
    return failure(
        Kind.PROXY, request, "the proxy did not let the request through, status " + status, null);
  }

  static HttpFailure of(Exception e, Exchange exchange, HttpRequest request) {
    if (exchange.expired() || exchange.deadline().expired()) {
      return failure(Kind.TIME_OUT, request, "gave no answer in time", e);
    }
    if (exchange.frozen()) {
      return failure(Kind.RESET, request, "the connection was lost in a freeze", e);
    }
    // A failure within TLS is an SSLException around the one that says what happened.
    if (e instanceof SSLException
        && !isOf(e, SocketException.class, EOFException.class)
        && !isOf(e, SocketTimeoutException.class, InterruptedIOException.class)) {
      return failure(Kind.TLS, request, tls(e), e);
    }
    if (isOf(e, UnknownHostException.class, UnknownHostException.class)) {
      return failure(Kind.UNKNOWN_HOST, request, "the host has no address", e);
    }
    if (isOf(e, ConnectTimeoutException.class, ConnectTimeoutException.class)) {
      return failure(Kind.TIME_OUT, request, "could not be reached in time", e);
    }
    if (isOf(e, SocketTimeoutException.class, InterruptedIOException.class)) {
      return failure(Kind.TIME_OUT, request, "gave no answer in time", e);
    }
    if (isOf(e, NoRouteToHostException.class, NoRouteToHostException.class)) {
      return failure(Kind.UNREACHABLE, request, "there is no way to the host", e);
    }
    if (isOf(e, ConnectException.class, ConnectException.class)) {
      boolean refused = text(e).contains("refused");
      return failure(
          refused ? Kind.REFUSED : Kind.UNREACHABLE,
          request,
          refused ? "refused the connection" : "there is no way to the host",
          e);
    }
    if (isOf(e, SocketException.class, EOFException.class)
        || isOf(e, NoHttpResponseException.class, ConnectionClosedException.class)) {
      return failure(Kind.RESET, request, "closed the connection without an answer", e);
    }
    return failure(
        Kind.PROTOCOL,
        request,
        "gave no HTTP/1.1 answer (" + root(e).getClass().getSimpleName() + ')',
        e);
  }

  /**
   * Whether the server may have found nothing it can use in what was offered for the exchange of
   * keys. Servers say so by different alerts (RFC 8446, 6.2); those that speak of certificates or
   * of the protocol's version are none of them.
   */
  static boolean isOfParameters(HttpFailure failure) {
    String said = failure.getCause() == null ? "" : text(failure.getCause());
    return said.contains("Received fatal alert")
        && !said.contains("certificate")
        && !said.contains("unknown_ca")
        && !said.contains("protocol_version");
  }

  private static String tls(Exception e) {
    if (isOf(e, CertificateException.class, CertificateException.class)) {
      return "its certificate is not trusted: " + oneLine(text(root(e)));
    }
    return "no TLS connection: " + oneLine(text(e));
  }

  private static HttpFailure failure(Kind kind, HttpRequest request, String what, Exception cause) {
    return new HttpFailure(kind, Endpoints.shown(request.uri()) + ": " + what, cause);
  }

  /** Whether the exception, or one that caused it, is one of these. */
  private static boolean isOf(
      Throwable e, Class<? extends Throwable> one, Class<? extends Throwable> other) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (one.isInstance(at) || other.isInstance(at)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String text(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < Math.min(text.length(), 200); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? ' ' : c);
    }
    return line.toString();
  }
}

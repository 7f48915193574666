// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import dev.remora.api.Deadline;
import dev.remora.http.transport.Endpoints;
import dev.remora.http.transport.HttpAnswer;
import dev.remora.http.transport.HttpFailure;
import dev.remora.http.transport.HttpRequest;
import dev.remora.http.transport.HttpTransport;
import dev.remora.http.transport.TransportOptions;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;

/**
 * A transport by Apache HttpClient 5, classic. The client is made with the first request; the
 * {@link Watchdog} keeps the deadline.
 */
public final class ApacheTransport implements HttpTransport {
  /**
   * Servers and what lies between give up an idle connection after a minute or so; one that a
   * freeze held for longer is not worth a try.
   */
  private static final long MOST_IDLE_MILLIS = 20_000;

  private final TransportOptions options;
  private final LongSupplier unixMillis;
  private final Watchdog watchdog = new Watchdog();
  private Connections connections;
  private boolean closed;
  private long usedUnixMillis;

  /** Whether the connection of the request before may be used for the next one. */
  private boolean kept;

  /**
   * Makes a transport; nothing is opened.
   *
   * @param unixMillis the wall clock: the monotonic one stands still in a freeze
   */
  public ApacheTransport(TransportOptions options, LongSupplier unixMillis) {
    this.options = options;
    this.unixMillis = unixMillis;
  }

  @Override
  public HttpAnswer send(HttpRequest request, Deadline deadline) throws HttpFailure {
    Connections open = connections();
    if (Endpoints.isSecure(request.uri())) {
      open.prepareTls();
    }
    byte[] body = request.gzip() ? Gzip.compress(request.body()) : request.body();
    long idle = unixMillis.getAsLong() - usedUnixMillis;
    if (idle < 0 || idle > MOST_IDLE_MILLIS) {
      open.dropIdle();
      kept = false;
    }
    boolean again = kept;
    Exchange exchange = new Exchange(message(request, body), deadline, unixMillis);
    try {
      return send(request, exchange, open);
    } catch (HttpFailure failure) {
      boolean dead = again && failure.kind() == HttpFailure.Kind.RESET;
      boolean unsuited =
          failure.kind() == HttpFailure.Kind.TLS
              && Failures.isOfParameters(failure)
              && open.offerAllGroups();
      if (!(dead || unsuited || exchange.frozen()) || deadline.expired() || isClosed()) {
        throw failure;
      }
    }
    open.dropIdle();
    return send(request, new Exchange(message(request, body), deadline, unixMillis), open);
  }

  private HttpAnswer send(HttpRequest request, Exchange exchange, Connections open)
      throws HttpFailure {
    if (exchange.deadline().expired()) {
      throw Failures.noTimeLeft(request);
    }
    kept = false;
    watchdog.watch(exchange);
    HttpClientContext context = HttpClientContext.create();
    ClassicHttpResponse response = null;
    try {
      response = open.execute(exchange, context);
      if (Endpoints.isSecure(request.uri()) && context.getSSLSession() == null) {
        // What came without TLS is from the proxy.
        throw Failures.proxy(request, response.getCode());
      }
      HttpAnswer answer = Answers.read(response, unixMillis);
      if (answer.cut()) {
        // Else the rest would be read to use the connection again.
        exchange.breakOff();
      }
      kept = !answer.cut();
      return answer;
    } catch (IOException | RuntimeException e) {
      throw isClosed() ? Failures.closed(request) : Failures.of(e, exchange, request);
    } finally {
      Closer.closeQuietly(response);
      watchdog.done();
      usedUnixMillis = unixMillis.getAsLong();
    }
  }

  private static HttpUriRequestBase message(HttpRequest request, byte[] body) {
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.uri());
    String contentType = null;
    for (HttpRequest.Header header : request.headers()) {
      if (header.name().equalsIgnoreCase("Content-Type")) {
        contentType = header.value();
      } else {
        message.addHeader(header.name(), header.value());
      }
    }
    ContentType type = contentType == null ? null : ContentType.parseLenient(contentType);
    message.setEntity(new ByteArrayEntity(body, type, request.gzip() ? "gzip" : null));
    return message;
  }

  private synchronized Connections connections() throws HttpFailure {
    if (closed) {
      throw new HttpFailure(HttpFailure.Kind.CLOSED, "the transport is closed", null);
    }
    if (connections == null) {
      connections = new Connections(options);
    }
    return connections;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    watchdog.close();
    if (connections != null) {
      connections.close();
    }
  }
}

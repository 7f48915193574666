// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import dev.remora.api.Deadline;
import dev.remora.http.transport.internal.ApacheTransport;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends requests over HTTP/1.1 and gives their answers. Nothing is opened, read or resolved before
 * the first request: making a transport costs nothing.
 *
 * <p>What it does by itself: it has one connection, which is kept and used again for the same
 * server, unless the wall clock says that the server will have given it up, for example in a
 * freeze. For two servers take two transports. A request that fails because a kept connection was
 * dead, or because a freeze came in between, is sent once more at once on a fresh one; so a request
 * must be such that a server can take it twice. Redirects are not followed: headers with keys would
 * go along to somebody else. Names are resolved for each new connection. Certificates and host
 * names are always checked. It logs nothing.
 *
 * <p>For one thread at a time, apart from {@link #close}.
 */
@ProviderType
public interface HttpTransport extends AutoCloseable {

  /** A transport with these options. */
  static HttpTransport of(TransportOptions options) {
    return new ApacheTransport(options, System::currentTimeMillis);
  }

  /**
   * Sends a request and waits for the answer, of any status.
   *
   * @param deadline no longer than this, however slowly the other side speaks; only the resolver of
   *     names may hold the caller for longer
   * @return the answer; its body may be cut, see {@link HttpAnswer}
   * @throws HttpFailure when there was none
   */
  HttpAnswer send(HttpRequest request, Deadline deadline) throws HttpFailure;

  /** Closes the connection at once, also while it is in use; a second time does nothing. */
  @Override
  void close();
}

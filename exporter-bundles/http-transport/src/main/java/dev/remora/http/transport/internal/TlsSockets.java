// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import dev.remora.http.transport.HttpFailure;
import dev.remora.http.transport.TransportOptions;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Puts TLS on a connection. The JDK itself checks that the certificate is for the host: it needs no
 * list of public suffixes for it, which the library would read at its start.
 */
final class TlsSockets implements TlsSocketStrategy {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /**
   * A client that offers several kinds of groups makes a key for two of them; the second one costs
   * 80 ms of CPU at the first time, and nearly every server takes the first.
   */
  private static final String[] FIRST_GROUPS = {"x25519"};

  private final TransportOptions options;
  private volatile SSLContext context;
  private volatile boolean allGroups;

  TlsSockets(TransportOptions options) {
    this.options = options;
  }

  /** Reads what the options name, once; costs tens of milliseconds of CPU. */
  void prepare() throws HttpFailure {
    if (context != null) {
      return;
    }
    try {
      SSLContext fresh = SSLContext.getInstance("TLS");
      fresh.init(
          ClientKey.managers(options.clientCertificate(), options.clientKey()),
          Trust.managers(options.certificate(), AuthorityIndex.load()),
          null);
      context = fresh;
    } catch (UnusableFile e) {
      throw new HttpFailure(HttpFailure.Kind.CONFIGURATION, e.getMessage(), e.getCause());
    } catch (GeneralSecurityException e) {
      throw new HttpFailure(HttpFailure.Kind.CONFIGURATION, "TLS cannot be used: " + e, e);
    }
  }

  /** From now on offers all groups for the exchange of keys; false when it did so already. */
  boolean offerAllGroups() {
    boolean news = !allGroups;
    allGroups = true;
    return news;
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String target, int port, Object attachment, HttpContext ignored)
      throws IOException {
    SSLSocket secure =
        (SSLSocket) context.getSocketFactory().createSocket(socket, target, port, true);
    try {
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setProtocols(PROTOCOLS);
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      if (!allGroups) {
        parameters.setNamedGroups(FIRST_GROUPS);
      }
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      return secure;
    } catch (IOException | RuntimeException e) {
      secure.close();
      throw e;
    }
  }
}

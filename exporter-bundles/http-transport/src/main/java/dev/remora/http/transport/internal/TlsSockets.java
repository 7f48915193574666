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

  private final TransportOptions options;
  private SSLContext context;

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
          Trust.managers(options.certificate()),
          null);
      context = fresh;
    } catch (UnusableFile e) {
      throw new HttpFailure(HttpFailure.Kind.CONFIGURATION, e.getMessage(), e.getCause());
    } catch (GeneralSecurityException e) {
      throw new HttpFailure(HttpFailure.Kind.CONFIGURATION, "TLS cannot be used: " + e, e);
    }
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
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      return secure;
    } catch (IOException | RuntimeException e) {
      secure.close();
      throw e;
    }
  }
}

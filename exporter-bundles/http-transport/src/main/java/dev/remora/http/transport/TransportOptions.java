// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import java.time.Duration;
import java.util.Objects;

/**
 * What a transport needs to know. Two with equal options can share connections. Files are read with
 * the first request over TLS.
 *
 * @param connectTimeout longest time to reach one address
 * @param proxies which requests go through a proxy
 * @param certificate PEM file of authorities that are trusted besides the JDK's; empty for none
 * @param clientCertificate PEM file of the client's certificate and those that lead to its
 *     authority; empty for none
 * @param clientKey PEM file of the client's key; empty just when {@code clientCertificate} is
 */
public record TransportOptions(
    Duration connectTimeout,
    Proxies proxies,
    String certificate,
    String clientCertificate,
    String clientKey) {
  public TransportOptions {
    Objects.requireNonNull(connectTimeout, "connectTimeout");
    Objects.requireNonNull(proxies, "proxies");
    Objects.requireNonNull(certificate, "certificate");
    if (clientCertificate.isEmpty() != clientKey.isEmpty()) {
      throw new IllegalArgumentException("a client certificate and its key only go together");
    }
  }

  /** No proxy, the JDK's authorities, no client certificate. */
  public static TransportOptions defaults() {
    return new TransportOptions(Duration.ofSeconds(2), Proxies.NONE, "", "", "");
  }
}

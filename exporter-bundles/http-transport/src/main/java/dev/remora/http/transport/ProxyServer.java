// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import dev.remora.api.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP proxy.
 *
 * @param host its name or address
 * @param port its port
 * @param user empty when it wants none
 * @param password empty when it wants none
 */
public record ProxyServer(String host, int port, String user, Secret password) {
  /** What proxies are expected to listen to when nothing is said (RFC 9110, 4.2.1). */
  private static final int DEFAULT_PORT = 80;

  /**
   * Reads {@code http://user:password@host:port}; scheme, user and port may be missing.
   *
   * @throws IllegalArgumentException when it is something else; its message holds nothing of the
   *     text
   */
  public static ProxyServer parse(String text) {
    try {
      URI uri = new URI(text.contains("://") ? text.strip() : "http://" + text.strip());
      if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
        throw new IllegalArgumentException("no address of an HTTP proxy");
      }
      String[] login = login(uri);
      return new ProxyServer(
          uri.getHost(),
          uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
          login[0],
          Secret.of(login[1]));
    } catch (URISyntaxException e) {
      // Without the cause, whose message repeats the password.
      throw new IllegalArgumentException("no address of an HTTP proxy");
    }
  }

  private static String[] login(URI uri) {
    String info = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
    int colon = info.indexOf(':');
    return new String[] {
      decode(colon < 0 ? info : info.substring(0, colon)),
      decode(colon < 0 ? "" : info.substring(colon + 1))
    };
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}

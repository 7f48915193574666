// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Addresses that users set: read, checked and shown. */
public final class Endpoints {
  private Endpoints() {}

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException unless it is an {@code http} or {@code https} address with a
   *     host; the message is the phrase that follows "expected"
   */
  public static URI parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("an address such as https://host:4318", e);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("an address that begins with http:// or https://");
    }
    if (uri.getHost() == null || uri.getHost().isEmpty()) {
      throw new IllegalArgumentException("a host name behind " + scheme + "://");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65535) {
      throw new IllegalArgumentException("a port from 1 to 65535");
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException("no user and password in the address; use a header");
    }
    return uri;
  }

  /** The port, also where the address leaves it to the scheme. */
  public static int port(URI uri) {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return isSecure(uri) ? 443 : 80;
  }

  /** Whether it is {@code https}. */
  public static boolean isSecure(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /** Scheme, host and port: what may be shown, because some vendors have the key in the path. */
  public static String shown(URI uri) {
    return uri.getScheme() + "://" + uri.getHost() + ":" + port(uri);
  }
}

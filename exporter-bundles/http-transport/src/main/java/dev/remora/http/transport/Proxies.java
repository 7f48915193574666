// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * Which requests go through a proxy, by the convention of {@code HTTPS_PROXY}, {@code HTTP_PROXY}
 * and {@code NO_PROXY}: an entry of the latter is a host or a domain, which stands for everything
 * below it, with or without a leading dot; an address; a block of addresses such as {@code
 * 10.0.0.0/8}; each of them may have a port; or {@code *}. The loopback is never reached through a
 * proxy.
 *
 * @param secure for {@code https}; null for none
 * @param plain for {@code http}; null for none
 * @param without what is reached directly, entries separated by commas
 */
public record Proxies(ProxyServer secure, ProxyServer plain, String without) {
  /** No proxy for anybody. */
  public static final Proxies NONE = new Proxies(null, null, "");

  /** The proxy for that address; empty when it is reached directly. */
  public Optional<ProxyServer> to(URI uri) {
    ProxyServer proxy = Endpoints.isSecure(uri) ? secure : plain;
    if (proxy == null) {
      return Optional.empty();
    }
    String host = bare(uri.getHost().toLowerCase(Locale.ROOT));
    return isDirect(host, Endpoints.port(uri)) ? Optional.empty() : Optional.of(proxy);
  }

  private boolean isDirect(String host, int port) {
    InetAddress address = address(host);
    if (host.equals("localhost") || address != null && address.isLoopbackAddress()) {
      return true;
    }
    StringTokenizer entries = new StringTokenizer(without.toLowerCase(Locale.ROOT), ", ");
    while (entries.hasMoreTokens()) {
      if (matches(entries.nextToken(), host, address, port)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String entry, String host, InetAddress address, int port) {
    if (entry.equals("*")) {
      return true;
    }
    int colon = entry.indexOf(':');
    boolean hasPort = colon > 0 && colon == entry.lastIndexOf(':') || entry.contains("]:");
    if (hasPort && !entry.endsWith(":" + port)) {
      return false;
    }
    String name = bare(hasPort ? entry.substring(0, entry.lastIndexOf(':')) : entry);
    if (address != null) {
      int slash = name.indexOf('/');
      return slash < 0 ? address.equals(address(name)) : isWithin(address, name, slash);
    }
    String domain = name.startsWith(".") ? name : "." + name;
    return host.equals(name) || host.endsWith(domain);
  }

  private static boolean isWithin(InetAddress address, String block, int slash) {
    InetAddress network = address(block.substring(0, slash));
    if (network == null) {
      return false;
    }
    byte[] wanted = network.getAddress();
    byte[] given = address.getAddress();
    int bits;
    try {
      bits = Integer.parseInt(block.substring(slash + 1));
    } catch (NumberFormatException e) {
      return false;
    }
    if (given.length != wanted.length || bits < 0 || bits > 8 * wanted.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      if (((given[i / 8] ^ wanted[i / 8]) >> 7 - i % 8 & 1) != 0) {
        return false;
      }
    }
    return true;
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** Null when it is a name; never asks a resolver. */
  private static InetAddress address(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import dev.remora.http.transport.HttpFailure;
import dev.remora.http.transport.Proxies;
import dev.remora.http.transport.ProxyServer;
import dev.remora.http.transport.TransportOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The library's client over one connection, with everything switched off that is not wanted here:
 * follow redirects, retry, keep cookies, decompress, upgrade, announce itself.
 */
final class Connections {
  private static final int BUFFER = 8 * 1024;
  private static final int MOST_LINE = 16 * 1024;
  private static final int MOST_HEADERS = 100;

  private final TransportOptions options;
  private final TlsSockets tls;
  private final BasicHttpClientConnectionManager connection;
  private final CloseableHttpClient client;

  Connections(TransportOptions options) {
    this.options = options;
    this.tls = new TlsSockets(options);
    this.connection =
        BasicHttpClientConnectionManager.create(
            RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build(),
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setBufferSize(BUFFER)
                        .setMaxLineLength(MOST_LINE)
                        .setMaxHeaderCount(MOST_HEADERS)
                        .build())
                .build());
    boolean direct = options.proxies() == Proxies.NONE;
    this.client = direct ? HttpClients.createMinimal(connection) : throughProxies();
  }

  /** Only this way of the library knows proxies; it costs a hundred classes more. */
  private CloseableHttpClient throughProxies() {
    return HttpClientBuilder.create()
        .setConnectionManager(connection)
        .setRoutePlanner(new Routes(options))
        .setDefaultCredentialsProvider(proxyLogins(options))
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableContentCompression()
        .disableConnectionState()
        .disableDefaultUserAgent()
        .build();
  }

  /** Reads certificates and keys, once. */
  void prepareTls() throws HttpFailure {
    tls.prepare();
  }

  /** Offers servers more ways to agree on a key; false when there are no more. */
  boolean offerAllGroups() {
    return tls.offerAllGroups();
  }

  ClassicHttpResponse execute(Exchange exchange, HttpClientContext context) throws IOException {
    HttpUriRequestBase message = exchange.message();
    Timeout left = Timeout.ofMilliseconds(Math.max(1, exchange.deadline().remaining().toMillis()));
    long connect = options.connectTimeout().toMillis();
    Timeout reach =
        connect == 0 ? left : Timeout.ofMilliseconds(Math.min(connect, left.toMilliseconds()));
    connection.setConnectionConfig(
        ConnectionConfig.custom()
            .setConnectTimeout(reach)
            .setSocketTimeout(reach)
            // A dead one costs one more try, and the test for it a formatter of dates.
            .setValidateAfterInactivity(TimeValue.NEG_ONE_MILLISECOND)
            .build());
    message.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(left)
            .setResponseTimeout(left)
            .setProtocolUpgradeEnabled(false)
            .build());
    return client.executeOpen(target(message), message, context);
  }

  private static HttpHost target(HttpUriRequestBase message) throws IOException {
    try {
      URI uri = message.getUri();
      return new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
    } catch (URISyntaxException e) {
      throw new IOException("no address", e);
    }
  }

  /** Closes the connection if it waits to be used again. */
  void dropIdle() {
    connection.closeIdle(TimeValue.ZERO_MILLISECONDS);
  }

  /** Closes the connection at once. */
  void close() {
    client.close(CloseMode.IMMEDIATE);
  }

  private static BasicCredentialsProvider proxyLogins(TransportOptions options) {
    BasicCredentialsProvider logins = new BasicCredentialsProvider();
    addLogin(logins, options.proxies().secure());
    addLogin(logins, options.proxies().plain());
    return logins;
  }

  private static void addLogin(BasicCredentialsProvider logins, ProxyServer proxy) {
    if (proxy != null && !proxy.user().isEmpty()) {
      logins.setCredentials(
          new AuthScope(proxy.host(), proxy.port()),
          new UsernamePasswordCredentials(proxy.user(), proxy.password().reveal().toCharArray()));
    }
  }

  /** Through a proxy or not. */
  private static final class Routes extends DefaultRoutePlanner {
    private final TransportOptions options;

    Routes(TransportOptions options) {
      super(null);
      this.options = options;
    }

    @Override
    protected HttpHost determineProxy(HttpHost target, HttpContext context) {
      URI uri = URI.create(target.toURI());
      return options
          .proxies()
          .to(uri)
          .map(proxy -> new HttpHost("http", proxy.host(), proxy.port()))
          .orElse(null);
    }
  }
}

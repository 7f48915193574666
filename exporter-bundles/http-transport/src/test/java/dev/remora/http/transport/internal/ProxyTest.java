// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import static dev.remora.http.transport.testkit.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.remora.api.Deadline;
import dev.remora.api.Secret;
import dev.remora.http.transport.HttpFailure;
import dev.remora.http.transport.HttpRequest;
import dev.remora.http.transport.Proxies;
import dev.remora.http.transport.ProxyServer;
import dev.remora.http.transport.TransportOptions;
import dev.remora.http.transport.testkit.Certificates;
import dev.remora.http.transport.testkit.ScriptedServer;
import dev.remora.http.transport.testkit.ScriptedServer.Received;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests through a proxy; the hosts they are for exist behind it only. */
class ProxyTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private ScriptedServer proxy;

  @BeforeEach
  void open() throws Exception {
    proxy = ScriptedServer.plain();
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
  }

  private TransportOptions options(String user, String password, String certificate) {
    ProxyServer server = new ProxyServer("127.0.0.1", proxy.port(), user, Secret.of(password));
    return new TransportOptions(LONG, new Proxies(server, server, ""), certificate, "", "");
  }

  private static int send(String uri, TransportOptions options) throws HttpFailure {
    try (ApacheTransport transport = new ApacheTransport(options, System::currentTimeMillis)) {
      HttpRequest request =
          HttpRequest.post(URI.create(uri), "text/plain", new byte[1]).with("X-Key", "key-of-user");
      return transport.send(request, Deadline.in(LONG, System::nanoTime)).status();
    }
  }

  private static HttpFailure failure(String uri, TransportOptions options) {
    return catchThrowableOfType(HttpFailure.class, () -> send(uri, options));
  }

  @Test
  void aProxyIsAskedForTheWholeAddressOfPlainRequests() throws Exception {
    assertThat(send("http://vendor.example:4318/v1/metrics", options("", "", ""))).isEqualTo(200);
    Received request = proxy.take();
    assertThat(request.target()).isEqualTo("http://vendor.example:4318/v1/metrics");
    assertThat(request.header("Host")).isEqualTo("vendor.example:4318");
  }

  @Test
  void aLoginIsShownToAProxyThatAsksForIt() throws Exception {
    proxy.then(status(407, "Proxy-Authenticate: Basic realm=\"r\""));
    assertThat(send("http://vendor.example/", options("me", "p:w", ""))).isEqualTo(200);
    assertThat(proxy.take().header("Proxy-Authorization")).isEmpty();
    String login = Base64.getEncoder().encodeToString("me:p:w".getBytes(StandardCharsets.US_ASCII));
    assertThat(proxy.take().header("Proxy-Authorization")).isEqualTo("Basic " + login);
  }

  @Test
  void tlsGoesThroughATunnelAndTheProxySeesNothingOfIt() throws Exception {
    Certificates made =
        new Certificates(folder)
            .authority("ours")
            .signed("vendor", "ours", "dns:vendor.example", "-1d", 10);
    try (ScriptedServer vendor = ScriptedServer.secure(made.context("vendor", "ours"))) {
      proxy.otherwise(connection -> connection.tunnelTo(vendor.port()));
      TransportOptions options = options("", "", made.pem("ours"));
      assertThat(send("https://vendor.example/v1/metrics", options)).isEqualTo(200);
      assertThat(vendor.take().header("X-Key")).isEqualTo("key-of-user");
      Received connect = proxy.take();
      assertThat(connect.method()).isEqualTo("CONNECT");
      assertThat(connect.target()).isEqualTo("vendor.example:443");
      assertThat(connect.headers().toString()).doesNotContain("key-of-user");
    }
  }

  @Test
  void aProxyThatRefusesIsNotTakenForTheVendor() {
    proxy.then(status(403)).then(status(407, "Proxy-Authenticate: Basic realm=\"r\""));
    for (String status : new String[] {"403", "407"}) {
      HttpFailure failure = failure("https://vendor.example/", options("", "", ""));
      assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.PROXY);
      assertThat(failure).hasMessageContaining("status " + status);
    }
  }

  @Test
  void aProxyThatIsNotThereIsARefusedConnection() throws Exception {
    TransportOptions options = options("", "", "");
    proxy.close();
    assertThat(failure("https://vendor.example/", options).kind())
        .isEqualTo(HttpFailure.Kind.REFUSED);
  }

  @Test
  void theLoopbackIsReachedDirectly() throws Exception {
    try (ScriptedServer direct = ScriptedServer.plain()) {
      send(direct.uri("/").toString(), options("", "", ""));
      assertThat(direct.all()).hasSize(1);
      assertThat(proxy.all()).isEmpty();
    }
  }
}

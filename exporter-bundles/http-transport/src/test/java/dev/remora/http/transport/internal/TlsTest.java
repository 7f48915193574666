// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.remora.api.Deadline;
import dev.remora.http.transport.HttpFailure;
import dev.remora.http.transport.HttpFailure.Kind;
import dev.remora.http.transport.HttpRequest;
import dev.remora.http.transport.Proxies;
import dev.remora.http.transport.TransportOptions;
import dev.remora.http.transport.testkit.Certificates;
import dev.remora.http.transport.testkit.ScriptedServer;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transport and TLS, with keys that are made for the test. */
class TlsTest {
  @TempDir private static Path folder;
  private static Certificates made;

  @BeforeAll
  static void make() throws Exception {
    made =
        new Certificates(folder)
            .authority("ours")
            .authority("theirs")
            .signed("server", "ours", "ip:127.0.0.1,dns:localhost", "-1d", 10)
            .signed("elsewhere", "ours", "dns:elsewhere.example", "-1d", 10)
            .signed("expired", "ours", "ip:127.0.0.1", "-10d", 5)
            .signed("client", "ours", "dns:client", "-1d", 10)
            .signed("stranger", "theirs", "dns:stranger", "-1d", 10);
  }

  private static TransportOptions trusting(String authority) throws Exception {
    return options(authority.isEmpty() ? "" : made.pem(authority), "", "");
  }

  private static TransportOptions options(String trusted, String certificate, String key) {
    return new TransportOptions(Duration.ofSeconds(10), Proxies.NONE, trusted, certificate, key);
  }

  private static TransportOptions as(String client) throws Exception {
    String chain = made.pem(client);
    return options(made.pem("ours"), chain, made.key(client));
  }

  private static int send(URI uri, TransportOptions options) throws HttpFailure {
    try (ApacheTransport transport = new ApacheTransport(options, System::currentTimeMillis)) {
      return transport
          .send(
              HttpRequest.post(uri, "text/plain", new byte[1]),
              Deadline.in(Duration.ofSeconds(20), System::nanoTime))
          .status();
    }
  }

  private static HttpFailure failure(URI uri, TransportOptions options) {
    return catchThrowableOfType(HttpFailure.class, () -> send(uri, options));
  }

  private static ScriptedServer server(String name) throws Exception {
    return ScriptedServer.secure(made.context(name, "ours"));
  }

  private static ScriptedServer server(Consumer<SSLServerSocket> setUp) throws Exception {
    return ScriptedServer.secure(made.context("server", "ours"), setUp);
  }

  @Test
  void anAuthorityOfTheUserIsTrusted() throws Exception {
    try (ScriptedServer server = server("server")) {
      assertThat(send(server.uri("/"), trusting("ours"))).isEqualTo(200);
      URI byName = URI.create("https://localhost:" + server.port());
      assertThat(send(byName, trusting("ours"))).isEqualTo(200);
    }
  }

  @Test
  void anUnknownAuthorityIsNotTrusted() throws Exception {
    try (ScriptedServer server = server("server")) {
      for (String authority : new String[] {"", "theirs"}) {
        HttpFailure failure = failure(server.uri("/"), trusting(authority));
        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure.isTransient()).isFalse();
        assertThat(failure).hasMessageContaining("its certificate is not trusted");
      }
      assertThat(server.all()).isEmpty();
    }
  }

  @Test
  void aCertificateForAnotherHostIsRefused() throws Exception {
    try (ScriptedServer server = server("elsewhere")) {
      HttpFailure failure = failure(server.uri("/"), trusting("ours"));
      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure).hasMessageContaining("127.0.0.1");
    }
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    try (ScriptedServer server = server("expired")) {
      assertThat(failure(server.uri("/"), trusting("ours")).kind()).isEqualTo(Kind.TLS);
    }
  }

  @Test
  void aClientShowsItsCertificateWhereItMust() throws Exception {
    try (ScriptedServer server = server(listener -> listener.setNeedClientAuth(true))) {
      assertThat(send(server.uri("/"), as("client"))).isEqualTo(200);
      // In TLS 1.3 the refusal comes behind the handshake, and may be overtaken by the close.
      assertThat(failure(server.uri("/"), trusting("ours")).kind()).isIn(Kind.TLS, Kind.RESET);
      assertThat(failure(server.uri("/"), as("stranger")).kind()).isIn(Kind.TLS, Kind.RESET);
    }
  }

  @Test
  void aServerOfOldProtocolsIsATlsFailure() throws Exception {
    byte[] protocolVersionAlert = {0x15, 3, 1, 0, 2, 2, 70};
    try (ServerSocket old = new ServerSocket(0)) {
      answerOnce(old, protocolVersionAlert);
      URI uri = URI.create("https://127.0.0.1:" + old.getLocalPort());
      HttpFailure failure = failure(uri, trusting("ours"));
      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure).hasMessageContaining("protocol_version");
    }
  }

  private static void answerOnce(ServerSocket listener, byte[] answer) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket socket = listener.accept()) {
                assertThat(socket.getInputStream().read(new byte[16_384])).isPositive();
                socket.getOutputStream().write(answer);
              } catch (Exception e) {
                // The client may be gone already.
              }
            });
  }

  @Test
  void aServerThatAgreesOnKeysInItsOwnWayIsOfferedMore() throws Exception {
    Consumer<SSLServerSocket> setUp =
        listener -> {
          SSLParameters parameters = listener.getSSLParameters();
          parameters.setNamedGroups(new String[] {"secp256r1"});
          listener.setSSLParameters(parameters);
        };
    try (ScriptedServer server = server(setUp);
        ApacheTransport transport =
            new ApacheTransport(trusting("ours"), System::currentTimeMillis)) {
      HttpRequest request = HttpRequest.post(server.uri("/"), "text/plain", new byte[1]);
      for (int i = 0; i < 2; i++) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20), System::nanoTime);
        assertThat(transport.send(request, deadline).status()).isEqualTo(200);
        server.closeConnections();
      }
      assertThat(server.all()).hasSize(2);
    }
  }

  private static X509Certificate certificate(String name) throws Exception {
    return Pem.certificates(made.pem(name)).getFirst();
  }

  private static int handshake(ScriptedServer server, String file, byte[] index) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, Trust.managers(file, AuthorityIndex.over(index)), null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getSession().getPeerCertificates().length;
    }
  }

  @Test
  void anAuthorityInTheIndexIsFoundByItsName() throws Exception {
    byte[] index = AuthorityIndex.of(List.of(certificate("theirs"), certificate("ours")));
    try (ScriptedServer server = server("server");
        ScriptedServer elsewhere = server("elsewhere");
        ScriptedServer expired = server("expired")) {
      assertThat(handshake(server, "", index)).isPositive();
      assertThat(handshake(server, made.pem("theirs"), index)).isPositive();
      assertThatThrownBy(() -> handshake(elsewhere, "", index))
          .isInstanceOf(SSLHandshakeException.class);
      assertThatThrownBy(() -> handshake(expired, "", index))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void anIndexWithoutTheAuthorityTrustsNobody() throws Exception {
    byte[] index = AuthorityIndex.of(List.of(certificate("theirs")));
    try (ScriptedServer server = server("server")) {
      assertThatThrownBy(() -> handshake(server, "", index))
          .isInstanceOf(SSLHandshakeException.class)
          .hasRootCauseInstanceOf(CertPathBuilderException.class);
      assertThat(handshake(server, made.pem("ours"), index)).isPositive();
    }
  }

  @Test
  void theWellKnownAuthoritiesAreAllFoundInTheirIndex() throws Exception {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init((KeyStore) null);
    X509Certificate[] known =
        ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();
    AuthorityIndex index = AuthorityIndex.over(AuthorityIndex.of(List.of(known)));
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    assertThat(known).hasSizeGreaterThan(50);
    assertThat(index.all(certificates)).containsExactly(known);
    for (X509Certificate authority : known) {
      List<X509Certificate> found = new ArrayList<>();
      index.addNamed(authority.getSubjectX500Principal(), certificates, found);
      assertThat(found).contains(authority).hasSizeLessThan(5);
    }
  }

  @Test
  void tls12IsSpoken() throws Exception {
    String[] protocols = {"TLSv1.2"};
    try (ScriptedServer server = server(listener -> listener.setEnabledProtocols(protocols))) {
      assertThat(send(server.uri("/"), trusting("ours"))).isEqualTo(200);
    }
  }

  @Test
  void aHandshakeThatStallsIsOverAtTheDeadline() throws Exception {
    try (ServerSocket silent = new ServerSocket(0);
        ApacheTransport transport =
            new ApacheTransport(trusting("ours"), System::currentTimeMillis)) {
      URI uri = URI.create("https://127.0.0.1:" + silent.getLocalPort());
      HttpFailure failure =
          catchThrowableOfType(
              HttpFailure.class,
              () ->
                  transport.send(
                      HttpRequest.post(uri, "text/plain", new byte[1]),
                      Deadline.in(Duration.ofMillis(500), System::nanoTime)));
      assertThat(failure.kind()).isEqualTo(Kind.TIME_OUT);
    }
  }

  @Test
  void aConnectionThatIsClosedInTheHandshakeIsNoMatterOfTrust() throws Exception {
    try (ServerSocket listener = new ServerSocket(0)) {
      answerOnce(listener, new byte[0]);
      URI uri = URI.create("https://127.0.0.1:" + listener.getLocalPort());
      HttpFailure failure = failure(uri, trusting("ours"));
      assertThat(failure.kind()).isEqualTo(Kind.RESET);
      assertThat(failure.isTransient()).isTrue();
    }
  }

  @Test
  void aFreezeCostsOneMoreHandshakeAndNothingElse() throws Exception {
    AtomicLong offset = new AtomicLong();
    try (ScriptedServer server = server("server");
        ApacheTransport transport =
            new ApacheTransport(
                trusting("ours"), () -> System.currentTimeMillis() + offset.get())) {
      HttpRequest request = HttpRequest.post(server.uri("/"), "text/plain", new byte[1]);
      for (int i = 0; i < 3; i++) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20), System::nanoTime);
        assertThat(transport.send(request, deadline).status()).isEqualTo(200);
        offset.addAndGet(i == 1 ? TimeUnit.HOURS.toMillis(1) : 0);
      }
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamedWithWhatWasExpected() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    Path old = Files.writeString(folder.resolve("old.pem"), "-----BEGIN RSA PRIVATE KEY-----\n");
    Path broken =
        Files.writeString(
            folder.resolve("broken.pem"),
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    URI uri = URI.create("https://127.0.0.1:1");
    String certificate = made.pem("client");
    assertUnusable(uri, options("/no/such/file", "", ""), "/no/such/file");
    assertUnusable(uri, options(empty.toString(), "", ""), "a PEM file of certificates");
    assertUnusable(uri, options("", certificate, old.toString()), "openssl pkcs8");
    assertUnusable(uri, options("", certificate, broken.toString()), broken.toString());
    assertUnusable(uri, options("", "\0", broken.toString()), "cannot be used");
  }

  private static void assertUnusable(URI uri, TransportOptions options, String said) {
    HttpFailure failure = failure(uri, options);
    assertThat(failure.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(failure.isTransient()).isFalse();
    assertThat(failure).hasMessageContaining(said);
  }
}

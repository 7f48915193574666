// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import static dev.remora.http.transport.testkit.ScriptedServer.answer;
import static dev.remora.http.transport.testkit.ScriptedServer.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.remora.api.Deadline;
import dev.remora.http.transport.HttpAnswer;
import dev.remora.http.transport.HttpFailure;
import dev.remora.http.transport.HttpRequest;
import dev.remora.http.transport.Proxies;
import dev.remora.http.transport.TransportOptions;
import dev.remora.http.transport.testkit.ScriptedServer;
import dev.remora.http.transport.testkit.ScriptedServer.Received;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The transport against a real server that behaves well and badly. */
class ApacheTransportTest {
  private final AtomicLong offsetMillis = new AtomicLong();
  private ScriptedServer server;
  private ApacheTransport transport;

  @BeforeEach
  void open() throws IOException {
    server = ScriptedServer.plain();
    transport =
        new ApacheTransport(
            TransportOptions.defaults(), () -> System.currentTimeMillis() + offsetMillis.get());
  }

  @AfterEach
  void close() throws IOException {
    transport.close();
    server.close();
  }

  private static Deadline in(long millis) {
    return Deadline.in(Duration.ofMillis(millis), System::nanoTime);
  }

  private HttpRequest request() {
    return HttpRequest.post(server.uri("/a/path?q=1"), "text/plain", "hello".getBytes(UTF_8));
  }

  private HttpAnswer send() throws HttpFailure {
    return transport.send(request(), in(20_000));
  }

  private HttpFailure failure(HttpRequest request, long millis) {
    return catchThrowableOfType(HttpFailure.class, () -> transport.send(request, in(millis)));
  }

  @Test
  void aRequestArrivesAsItWasMade() throws Exception {
    HttpAnswer answer =
        transport.send(request().with("X-Key", "v").with("User-Agent", "me/1"), in(20_000));
    assertThat(answer.status()).isEqualTo(200);
    Received received = server.take();
    assertThat(received.method()).isEqualTo("POST");
    assertThat(received.target()).isEqualTo("/a/path?q=1");
    assertThat(received.content()).asString(UTF_8).isEqualTo("hello");
    assertThat(received.headers())
        .containsEntry("x-key", "v")
        .containsEntry("user-agent", "me/1")
        .containsEntry("content-type", "text/plain")
        .containsEntry("host", "127.0.0.1:" + server.port())
        .containsEntry("connection", "keep-alive")
        .containsEntry("content-length", "5")
        .hasSize(6);
  }

  @Test
  void aBodyIsCompressedOnTheWay() throws Exception {
    byte[] body = "the same again and again ".repeat(1000).getBytes(UTF_8);
    transport.send(
        HttpRequest.post(server.uri("/"), "text/plain", body).method("PUT").gzipped(), in(20_000));
    Received received = server.take();
    assertThat(received.method()).isEqualTo("PUT");
    assertThat(received.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(received.body()).hasSizeLessThan(body.length / 10);
    assertThat(received.content()).isEqualTo(body);
  }

  @Test
  void aConnectionIsUsedAgain() throws Exception {
    for (int i = 0; i < 3; i++) {
      send();
    }
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void statusHeadersAndBodyOfAnyAnswerAreGiven() throws Exception {
    server.then(answer(503, "busy".getBytes(UTF_8), "Retry-After: 7", "X-Other: o"));
    HttpAnswer answer = send();
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.isSuccess()).isFalse();
    assertThat(answer.header("x-other")).isEqualTo("o");
    assertThat(answer.header("none")).isEmpty();
    assertThat(answer.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(answer.text(request())).isEqualTo("busy");
    assertThat(answer.cut()).isFalse();
  }

  @Test
  void aRedirectIsAnAnswerAndNotFollowed() throws Exception {
    server.then(status(307, "Location: " + server.uri("/elsewhere")));
    assertThat(send().status()).isEqualTo(307);
    server.take();
    assertThat(server.all()).isEmpty();
  }

  @Test
  void aHugeAnswerIsCutAndItsConnectionGivenUp() throws Exception {
    server.then(answer(200, new byte[10_000_000]));
    HttpAnswer answer = send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).hasSize(HttpAnswer.MOST_BODY_BYTES);
    assertThat(answer.cut()).isTrue();
    send();
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void chunkedAndCompressedAnswersAreRead() throws Exception {
    byte[] zipped = Gzip.compress("said".getBytes(UTF_8));
    server
        .then(
            connection ->
                connection.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nsa\r\n2\r\nid\r\n"
                        + "0\r\n\r\n"))
        .then(answer(200, zipped, "Content-Encoding: gzip"))
        .then(answer(200, Gzip.compress(new byte[50_000_000]), "Content-Encoding: gzip"))
        .then(answer(200, Arrays.copyOf(zipped, 12), "Content-Encoding: gzip"));
    assertThat(send().text(request())).isEqualTo("said");
    assertThat(send().text(request())).isEqualTo("said");
    HttpAnswer bomb = send();
    assertThat(bomb.cut()).isTrue();
    assertThat(bomb.body()).hasSize(HttpAnswer.MOST_BODY_BYTES);
    assertThat(send().status()).isEqualTo(200);
  }

  @Test
  void anAnswerThatDripsIsCutAtTheDeadline() throws Exception {
    server.then(
        connection -> {
          connection.write("HTTP/1.1 429 Slow\r\nContent-Length: 1000\r\n\r\n");
          for (int i = 0; i < 1000; i++) {
            connection.write("x");
            connection.pause(100);
          }
        });
    long start = System.nanoTime();
    HttpAnswer answer = transport.send(request(), in(1000));
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.cut()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aHeadThatDripsIsOverAtTheDeadline() {
    server.then(
        connection -> {
          connection.write("HTTP/1.1 200 OK\r\nX-Long: ");
          for (int i = 0; i < 1000; i++) {
            connection.write("x");
            connection.pause(100);
          }
        });
    long start = System.nanoTime();
    assertThat(failure(request(), 1000).kind()).isEqualTo(HttpFailure.Kind.TIME_OUT);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aServerThatFallsSilentIsLeftAtTheDeadline() throws Exception {
    server.then(ScriptedServer.Connection::fallSilent);
    HttpFailure failure = failure(request(), 500);
    assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.TIME_OUT);
    assertThat(failure.isTransient()).isTrue();
    assertThat(send().status()).isEqualTo(200);
  }

  @Test
  void noTimeAtAllIsSaidWithoutAConnection() {
    assertThat(failure(request(), 0).kind()).isEqualTo(HttpFailure.Kind.TIME_OUT);
    assertThat(server.connections()).isZero();
  }

  @Test
  void aResetIsSaidAndNotRetriedOnAFreshConnection() throws Exception {
    server.then(ScriptedServer.Connection::reset);
    assertThat(failure(request(), 20_000).kind()).isEqualTo(HttpFailure.Kind.RESET);
    assertThat(server.connections()).isEqualTo(1);
    server.then(ScriptedServer.Connection::close);
    assertThat(failure(request(), 20_000).kind()).isEqualTo(HttpFailure.Kind.RESET);
  }

  @Test
  void aResetInTheMiddleOfTheBodyIsACutAnswer() throws Exception {
    server.then(
        connection -> {
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome");
          connection.close();
        });
    HttpAnswer answer = send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.cut()).isTrue();
  }

  @Test
  void aKeptConnectionThatTheServerClosedCostsNothing() throws Exception {
    send();
    server.closeConnections();
    assertThat(send().status()).isEqualTo(200);
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void aKeptConnectionThatDiesUnderTheRequestIsReplacedOnce() throws Exception {
    send();
    server.then(ScriptedServer.Connection::reset);
    assertThat(send().status()).isEqualTo(200);
    assertThat(server.connections()).isEqualTo(2);
    server.then(ScriptedServer.Connection::reset).then(ScriptedServer.Connection::reset);
    assertThat(failure(request(), 20_000).kind()).isEqualTo(HttpFailure.Kind.RESET);
    assertThat(server.connections()).isEqualTo(3);
  }

  @Test
  void aConnectionThatStoodIdleInAFreezeIsNotTriedAgain() throws Exception {
    send();
    offsetMillis.set(TimeUnit.MINUTES.toMillis(5));
    send();
    assertThat(server.connections()).isEqualTo(2);
    offsetMillis.set(-TimeUnit.HOURS.toMillis(1));
    send();
    assertThat(server.connections()).isEqualTo(3);
  }

  @Test
  void aRequestThatAFreezeCaughtIsSentAgainAtOnce() throws Exception {
    server.then(
        connection -> {
          offsetMillis.set(TimeUnit.MINUTES.toMillis(5));
          connection.fallSilent();
        });
    assertThat(send().status()).isEqualTo(200);
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void aConnectionThatAFreezeCutIsReplacedAtOnceAlsoWhenItWasFresh() throws Exception {
    server.then(
        connection -> {
          offsetMillis.set(TimeUnit.MINUTES.toMillis(5));
          connection.reset();
        });
    assertThat(send().status()).isEqualTo(200);
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void anAnswerThatCameRightBehindAFreezeCounts() throws Exception {
    server.then(
        connection -> {
          offsetMillis.set(TimeUnit.MINUTES.toMillis(5));
          connection.write("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
        });
    assertThat(send().status()).isEqualTo(202);
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void whereNobodyListensItIsSaid() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    URI uri = URI.create("http://127.0.0.1:" + free + "/secret-path");
    HttpFailure failure = failure(HttpRequest.post(uri, "text/plain", new byte[1]), 20_000);
    assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.REFUSED);
    assertThat(failure).hasMessage("http://127.0.0.1:" + free + ": refused the connection");
  }

  @Test
  void aNameWithoutAddressIsSaid() {
    URI uri = URI.create("http://no-such-host.invalid:4318/");
    HttpFailure failure = failure(HttpRequest.post(uri, "text/plain", new byte[1]), 60_000);
    assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.UNKNOWN_HOST);
    assertThat(failure).hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void whatIsNoHttpIsSaid() {
    server.then(
        connection -> {
          connection.write("SSH-2.0-OpenSSH_9.6\r\n".repeat(20));
          connection.close();
        });
    assertThat(failure(request(), 20_000).kind()).isEqualTo(HttpFailure.Kind.PROTOCOL);
  }

  @Test
  void tooManyOrTooLongHeadersAreNotRead() {
    server
        .then(connection -> connection.write("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(5000)))
        .then(connection -> connection.write("HTTP/1.1 200 OK\r\nA: " + "b".repeat(1 << 20)));
    assertThat(failure(request(), 20_000).kind()).isEqualTo(HttpFailure.Kind.PROTOCOL);
    assertThat(failure(request(), 20_000).kind()).isEqualTo(HttpFailure.Kind.PROTOCOL);
  }

  @Test
  void plainTextOnATlsPortIsATlsFailure() throws Exception {
    try (ServerSocket plain = new ServerSocket(0)) {
      Thread answering =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Socket socket = plain.accept()) {
                      socket.getOutputStream().write("HTTP/1.1 400 Bad\r\n\r\n".getBytes(UTF_8));
                      socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                      // The client closes the connection.
                    }
                  });
      URI uri = URI.create("https://127.0.0.1:" + plain.getLocalPort());
      HttpFailure failure = failure(HttpRequest.post(uri, "text/plain", new byte[1]), 20_000);
      assertThat(failure.kind()).isEqualTo(HttpFailure.Kind.TLS);
      assertThat(failure.isTransient()).isFalse();
      answering.join();
    }
  }

  @Test
  void ipv6IsSpoken() throws Exception {
    try (ScriptedServer six = ScriptedServer.plainIpv6()) {
      HttpRequest request = HttpRequest.post(six.uri("/"), "text/plain", new byte[1]);
      assertThat(transport.send(request, in(20_000)).status()).isEqualTo(200);
      assertThat(six.take().header("Host")).isEqualTo("[::1]:" + six.port());
    }
  }

  @Test
  void closingBreaksOffWhatIsGoingOnAndNothingFollows() throws Exception {
    server.then(
        connection -> {
          transport.close();
          connection.fallSilent();
        });
    assertThat(failure(request(), 20_000).kind()).isEqualTo(HttpFailure.Kind.CLOSED);
    assertThat(failure(request(), 20_000).kind()).isEqualTo(HttpFailure.Kind.CLOSED);
    transport.close();
  }

  @Test
  void noProxyIsTheDefault() {
    assertThat(TransportOptions.defaults().proxies()).isEqualTo(Proxies.NONE);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopbackServerTest {

  private final LoopbackServer server =
      new LoopbackServer(
          request ->
              HttpResponse.text(
                  200,
                  request.method()
                      + " "
                      + request.path()
                      + " "
                      + request.header("x-name")
                      + " "
                      + new String(request.body(), UTF_8)));

  @AfterEach
  void close() {
    server.close();
  }

  private String exchange(String... parts) throws IOException {
    String[] address = server.address().split(":");
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      socket.setTcpNoDelay(true);
      for (String part : parts) {
        socket.getOutputStream().write(part.getBytes(ISO_8859_1));
      }
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  @Test
  void headersAreFoundWhateverTheirCase() throws IOException {
    assertThat(exchange("GET /a?b=c HTTP/1.1\r\nX-NAME: n\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Length: 9\r\n")
        .endsWith("\r\n\r\nGET /a n ");
  }

  @Test
  void aBodyMayComeInPieces() throws IOException {
    assertThat(
            exchange(
                "POST /a HTTP/1.1\r\nContent-Le", "ngth: 5\r\nConnection: close\r\n\r\nhe", "llo"))
        .endsWith("POST /a  hello");
  }

  @Test
  void aBodyMayBeChunked() throws IOException {
    assertThat(
            exchange(
                "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
                "2;x=y\r\nhe\r\n",
                "3\r\nllo\r\n0\r\nTrailer: t\r\n\r\n"))
        .endsWith("POST /a  hello");
  }

  @Test
  void oneConnectionServesManyRequests() throws IOException {
    assertThat(
            exchange(
                "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
                "GET /3 HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .contains("GET /1")
        .contains("GET /2")
        .contains("GET /3");
  }

  @Test
  void anOldClientIsNotKeptWaitingForTheEnd() throws IOException {
    assertThat(exchange("GET /1 HTTP/1.0\r\n\r\n")).endsWith("GET /1  ");
  }

  @Test
  void aClientThatWantsToBeAskedForItsBodyIsAsked() throws IOException {
    assertThat(
            exchange(
                "POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
                    + "Connection: close\r\n\r\nhe"))
        .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
        .endsWith("POST /a  he");
  }

  @Test
  void whatIsNoHttpClosesTheConnection() throws IOException {
    assertThat(exchange("hello\r\n\r\n")).isEmpty();
    assertThat(exchange("POST /a HTTP/1.1\r\nContent-Length: -1\r\n\r\n")).isEmpty();
  }

  @Test
  void theJdksOwnClientIsServed() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request =
          java.net.http.HttpRequest.newBuilder(URI.create("http://" + server.address() + "/jdk"))
              .POST(BodyPublishers.ofString("x".repeat(200_000)))
              .build();

      var response = client.send(request, BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).hasSize("POST /jdk  ".length() + 200_000);
    }
  }

  @Test
  void theMomentBeforeAnAnswerIsWrittenIsTold() throws Exception {
    AtomicLong written = new AtomicLong();
    AtomicLong received = new AtomicLong();
    try (LoopbackServer stamping =
        new LoopbackServer(
            request -> {
              received.set(request.receivedNanos());
              return HttpResponse.text(200, "").onWrite(written::set);
            })) {
      String[] address = stamping.address().split(":");
      long before = System.nanoTime();
      try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
        socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1));
        socket.getInputStream().readAllBytes();
      }

      assertThat(received.get()).isGreaterThan(before);
      assertThat(written.get()).isBetween(received.get(), System.nanoTime());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.bench.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String NEXT = "GET /2020-01-01/extension/event/next HTTP/1.1\r\n";

  private final EventServer server;
  private final int port;

  EventServerTest() throws IOException {
    server = new EventServer();
    port = Integer.parseInt(server.address().substring("127.0.0.1:".length()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** Sends pieces, each in a packet of its own, and returns all that comes until the end. */
  private CompletableFuture<String> send(String... pieces) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            for (String piece : pieces) {
              socket.getOutputStream().write(piece.getBytes(StandardCharsets.ISO_8859_1));
              TimeUnit.MILLISECONDS.sleep(20);
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void aRegistrationIsAnsweredWithAnIdentifier() throws Exception {
    long before = System.nanoTime();
    CompletableFuture<String> answer =
        send(
            "POST /2020-01-01/extension/register HTTP/1.1\r\nConnection: close\r\n"
                + "Content-Length: 21\r\n\r\n{\"events\":[\"INVOKE\"]}");
    long received = server.awaitRegister(LIMIT);
    assertThat(received).isBetween(before, System.nanoTime());
    assertThat(answer.get())
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsPattern("Lambda-Extension-Identifier: [0-9a-f-]{36}\r\n")
        .contains("\"functionName\"");
  }

  @Test
  void aRequestCountsFromItsLastByte() throws Exception {
    long before = System.nanoTime();
    send(
        "POST /2020-01-01/extension/register HTTP/1.1\r\nConnec",
        "tion: close\r\nContent-Le",
        "ngth: 21\r\n\r\n{\"events\":",
        "[\"INVOKE\"]}");
    // The three pauses between the four pieces.
    assertThat(server.awaitRegister(LIMIT) - before).isGreaterThan(60_000_000);
  }

  @Test
  void anEventIsSentToWhoWaitsForIt() throws Exception {
    CompletableFuture<String> answer = send(NEXT + "Connection: close\r\n\r\n");
    EventServer.Pending waiting = server.awaitNext(LIMIT);
    long sent = waiting.invoke("a-request");
    assertThat(sent).isGreaterThan(waiting.receivedNanos());
    assertThat(answer.get())
        .contains("\"eventType\":\"INVOKE\"", "\"requestId\":\"a-request\"", "\"deadlineMs\":1");
  }

  @Test
  void aConnectionCanBeUsedAgain() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      for (String request : List.of("first", "second")) {
        socket.getOutputStream().write((NEXT + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        server.awaitNext(LIMIT).invoke(request);
        // It was written in one call, so it comes in one piece.
        byte[] answer = new byte[4096];
        int length = socket.getInputStream().read(answer);
        assertThat(new String(answer, 0, length, StandardCharsets.UTF_8)).contains(request);
      }
    }
  }

  @Test
  void whatIsNotAskedForIsAnsweredMeanwhile() throws Exception {
    CompletableFuture<String> telemetry =
        send("PUT /2022-07-01/telemetry HTTP/1.1\r\nConnection: close\r\n\r\n");
    CompletableFuture<String> next =
        telemetry.thenCompose(answered -> send(NEXT + "Connection: close\r\n\r\n"));
    server.awaitNext(LIMIT).invoke("after it");
    assertThat(telemetry.get()).startsWith("HTTP/1.1 202");
    assertThat(next.get()).contains("after it");
  }

  @Test
  void aClientThatLeavesDisturbsNobody() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write("GET /20".getBytes(StandardCharsets.ISO_8859_1));
    }
    CompletableFuture<String> next = send(NEXT + "Connection: close\r\n\r\n");
    server.awaitNext(LIMIT).invoke("a-request");
    assertThat(next.get()).contains("a-request");
  }

  @Test
  void nobodyIsWaitedForLongerThanTheLimit() {
    assertThatThrownBy(() -> server.awaitNext(Duration.ofMillis(50)))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("event/next");
  }

  @Test
  void theStreamEndsWhenTheServerCloses() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      InputStream in = socket.getInputStream();
      socket.getOutputStream().write((NEXT + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      server.awaitNext(LIMIT);
      server.close();
      assertThat(in.read()).isEqualTo(-1);
    }
  }
}

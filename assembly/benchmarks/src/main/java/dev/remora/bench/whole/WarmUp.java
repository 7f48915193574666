// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.process.EventServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Lets Lambda's side of the conversation be loaded and compiled before anything is measured: a
 * server that has never answered takes milliseconds for what later takes microseconds.
 */
final class WarmUp {
  private static final int TURNS = 1_000;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private WarmUp() {}

  static void run() throws IOException {
    try (EventServer server = new EventServer()) {
      String address = server.address();
      int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
      Thread client = Thread.ofPlatform().daemon().name("bench-warm-up").start(() -> play(port));
      for (int i = 0; i < TURNS; i++) {
        server.awaitRegister(LIMIT);
        server.awaitNext(LIMIT).invoke("warm-up");
      }
      client.join(LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void play(int port) {
    for (int i = 0; i < TURNS; i++) {
      send(port, "POST /2020-01-01/extension/register", "{\"events\":[\"INVOKE\",\"SHUTDOWN\"]}");
      send(port, "GET /2020-01-01/extension/event/next", "");
    }
  }

  private static void send(int port, String request, String body) {
    String text =
        request
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = new Socket("127.0.0.1", port)) {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

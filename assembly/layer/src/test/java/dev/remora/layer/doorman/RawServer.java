// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Stands where Lambda's API is, and leaves every byte of its answers to the test. */
final class RawServer implements AutoCloseable {

  static final String IDENTIFIER = "0f2ad4b3-5a1f-4d1a-9f9c-1b0c7bb0b6a5";
  static final String REGISTRATION =
      "{\"functionName\":\"orders\",\"functionVersion\":\"$LATEST\",\"handler\":\"h\"}";

  private final ServerSocket server;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final Thread acceptor;

  RawServer() throws IOException {
    this(0);
  }

  RawServer(int port) throws IOException {
    server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    acceptor = Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The next request, in the order of arrival; fails after ten seconds without one. */
  Request take() throws InterruptedException {
    Request request = requests.poll(10, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request came");
    }
    return request;
  }

  /** The next request, or null when none comes within that time. */
  Request poll(long millis) throws InterruptedException {
    return requests.poll(millis, TimeUnit.MILLISECONDS);
  }

  Request take(String path) throws InterruptedException {
    Request request = take();
    if (!request.path().equals(path)) {
      throw new AssertionError("expected a request to " + path + ", got " + request.head());
    }
    return request;
  }

  Request takeRegister() throws InterruptedException {
    return take("/2020-01-01/extension/register");
  }

  Request takeNext() throws InterruptedException {
    return take("/2020-01-01/extension/event/next");
  }

  /** Answers the registration, and returns the first request for an event. */
  Request register() throws Exception {
    acceptRegistration();
    return takeNext();
  }

  void acceptRegistration() throws Exception {
    takeRegister().answer(200, "Lambda-Extension-Identifier: " + IDENTIFIER, REGISTRATION);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> read(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void read(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      int packets = 0;
      String text = "";
      while (!isWhole(text)) {
        int length = in.read(buffer);
        if (length < 0) {
          return;
        }
        packets++;
        bytes.write(buffer, 0, length);
        text = bytes.toString(StandardCharsets.ISO_8859_1);
      }
      int end = text.indexOf("\r\n\r\n");
      requests.add(
          new Request(
              socket, text.substring(0, end), text.substring(end + 4), packets, System.nanoTime()));
    } catch (IOException gone) {
      // Nobody waits for an answer any more.
    }
  }

  private static boolean isWhole(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    String length = header(text.substring(0, end), "Content-Length");
    return length == null || text.length() >= end + 4 + Integer.parseInt(length);
  }

  static String header(String head, String name) {
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return null;
  }

  /**
   * After this nobody listens. The socket is closed by the thread that waits in it, which may take
   * one more connection before: without waiting for that thread, a request could end there.
   */
  @Override
  public void close() throws IOException {
    server.close();
    try {
      acceptor.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One request, its connection still open. */
  record Request(Socket socket, String head, String body, int packets, long nanos) {

    String path() {
      return head.split(" ")[1];
    }

    String header(String name) {
      return RawServer.header(head, name);
    }

    void answer(int status, String header, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      send(
          "HTTP/1.1 "
              + status
              + " Text\r\n"
              + (header.isEmpty() ? "" : header + "\r\n")
              + "Content-Length: "
              + bytes.length
              + "\r\n\r\n"
              + body);
      close();
    }

    void event(String json) throws IOException {
      answer(200, "Content-Type: application/json", json);
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    }

    void close() throws IOException {
      socket.close();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Lambda's side of a connection, over a bare socket, so that every byte is the test's own. */
final class TelemetryClient implements AutoCloseable {
  private final Socket socket;

  private TelemetryClient(Socket socket) {
    this.socket = socket;
  }

  /** Connects as soon as somebody listens. */
  static TelemetryClient to(TelemetryListener listener) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), Waiting.portOf(listener));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      return new TelemetryClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A POST as Lambda sends it. */
  static String request(String body) {
    return "POST / HTTP/1.1\r\nHost: sandbox.localdomain\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  /** The same in chunks of that many bytes. */
  static String chunked(String body, int size) {
    StringBuilder request =
        new StringBuilder("POST /telemetry HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int from = 0; from < body.length(); from += size) {
      String chunk = body.substring(from, Math.min(body.length(), from + size));
      request.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk).append("\r\n");
    }
    return request.append("0\r\n\r\n").toString();
  }

  /** Posts a batch, waits for the answer, and hangs up. */
  void post(String body) {
    try (this) {
      String answer = exchange(request(body));
      if (!answer.startsWith("HTTP/1.1 200 ")) {
        throw new AssertionError(answer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends bytes and returns the head of the answer. */
  String exchange(String bytes) throws IOException {
    send(bytes);
    return answer();
  }

  void send(String bytes) throws IOException {
    send(bytes.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Says that no more comes. */
  void end() throws IOException {
    socket.shutdownOutput();
  }

  /** The head of the next answer; what came when the connection ended before that. */
  String answer() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    String text = "";
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      text = head.toString(StandardCharsets.US_ASCII);
      if (text.endsWith("\r\n\r\n")) {
        return text;
      }
    }
    return text;
  }

  /** Whether the other side has hung up; waits for that or for a byte. */
  boolean isCutOff() throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // by a reset
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

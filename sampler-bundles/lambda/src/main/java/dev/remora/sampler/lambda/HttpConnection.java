// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * One connection of a small HTTP/1.1 server (RFC 9112) that takes batches of telemetry and nothing
 * else. A request must be there in time; what is in it is answered with 200 in any case,
 * because Lambda sends again whatever was refused.
 */
final class HttpConnection implements Runnable {
  private static final byte[] OK = head("200 OK", "");
  private static final byte[] OK_CLOSE = head("200 OK", "Connection: close\r\n");
  private static final byte[] GO_ON =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BAD_REQUEST = head("400 Bad Request", "Connection: close\r\n");
  private static final byte[] ONLY_POST =
      head("405 Method Not Allowed", "Allow: POST\r\nConnection: close\r\n");

  private final Socket socket;
  private final BatchReader.Sink sink;
  private final Consumer<String> unreadable;
  private final Consumer<HttpConnection> gone;
  private final long requestNanos;
  private final BatchReader reader = new BatchReader();
  private volatile long quietSince = System.nanoTime();

  /**
   * @param requestNanos how long a request may take
   * @param unreadable told what was wrong with a batch
   * @param gone told when the connection has ended
   */
  HttpConnection(
      Socket socket,
      long requestNanos,
      BatchReader.Sink sink,
      Consumer<String> unreadable,
      Consumer<HttpConnection> gone) {
    this.socket = socket;
    this.requestNanos = requestNanos;
    this.sink = sink;
    this.unreadable = unreadable;
    this.gone = gone;
  }

  /** When it last had a whole request, by {@link System#nanoTime}. */
  long quietSince() {
    return quietSince;
  }

  /** Cuts it off; whoever reads from it comes back. */
  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  @Override
  public void run() {
    try {
      RequestInput in = new RequestInput(socket, requestNanos);
      OutputStream out = socket.getOutputStream();
      while (serve(in, out)) {
        quietSince = System.nanoTime();
      }
    } catch (IOException e) {
      // The other side is gone or too slow: it sends again what was not answered.
    } finally {
      close();
      gone.accept(this);
    }
  }

  /** Takes one request; false when it was the last one. */
  private boolean serve(RequestInput in, OutputStream out) throws IOException {
    if (!in.await()) {
      return false;
    }
    RequestHead head = RequestHead.read(in);
    if (!head.valid()) {
      out.write(BAD_REQUEST);
      return false;
    }
    if (!head.post()) {
      out.write(ONLY_POST);
      return false;
    }
    if (head.expectsContinue()) {
      out.write(GO_ON);
    }
    RequestBody body = new RequestBody(in, head.chunked(), head.length());
    boolean whole = take(body);
    boolean stays = whole && head.keepAlive();
    out.write(stays ? OK : OK_CLOSE);
    return stays;
  }

  /** Takes the batch; false when the body was not read to its end. */
  private boolean take(RequestBody body) throws IOException {
    String wrong = null;
    try {
      reader.read(body, sink);
    } catch (JsonReader.Malformed e) {
      wrong = e.getMessage();
    }
    boolean whole = body.drain();
    if (!whole) {
      wrong = "expected at most " + RequestBody.MOST_BYTES + " bytes";
    }
    if (wrong != null) {
      unreadable.accept(wrong);
    }
    return whole;
  }

  private static byte[] head(String status, String headers) {
    return ("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}

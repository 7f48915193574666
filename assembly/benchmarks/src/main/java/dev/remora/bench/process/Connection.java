// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection of an extension, without blocking: one request after the other. */
final class Connection {
  private static final int LONGEST_REQUEST = 256 * 1024;

  private final SocketChannel channel;
  private ByteBuffer buffer = ByteBuffer.allocate(8 * 1024);
  private String head = "";
  private int length = -1;
  private long receivedNanos;

  Connection(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Reads what has come.
   *
   * @return whether a request is complete; false, and closed, when the other side has left
   */
  boolean read() throws IOException {
    int count = receive();
    receivedNanos = System.nanoTime();
    if (count < 0) {
      close();
      return false;
    }
    if (length < 0) {
      readHead();
    }
    return length >= 0 && buffer.position() >= length;
  }

  private int receive() throws IOException {
    if (!buffer.hasRemaining()) {
      if (buffer.capacity() >= LONGEST_REQUEST) {
        throw new IOException("a request of more than " + LONGEST_REQUEST + " bytes");
      }
      buffer = ByteBuffer.allocate(buffer.capacity() * 2).put(buffer.flip());
    }
    try {
      return channel.read(buffer);
    } catch (IOException e) {
      return -1; // reset: it has left, too
    }
  }

  /** Finds the end of the head, and from it the length of the whole request. */
  private void readHead() throws IOException {
    String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return;
    }
    head = text.substring(0, end + 2);
    if (header("transfer-encoding").contains("chunked")) {
      throw new IOException("a request in chunks, expected one with Content-Length");
    }
    String content = header("content-length");
    length = end + 4 + (content.isEmpty() ? 0 : Integer.parseInt(content));
  }

  /** The path of the request, without a query. */
  String path() {
    String target = head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/"));
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** When the last byte of the request had been read. */
  long receivedNanos() {
    return receivedNanos;
  }

  /** Whether the client wants the connection closed after the answer. */
  boolean lastOne() {
    return header("connection").equals("close");
  }

  private String header(String name) {
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("\r\n" + name + ":");
    if (at < 0) {
      return "";
    }
    int value = at + name.length() + 3;
    return lower.substring(value, lower.indexOf("\r\n", value)).trim();
  }

  /** Writes an answer; it always fits into the socket's buffer. */
  void write(byte[] answer) throws IOException {
    if (channel.write(ByteBuffer.wrap(answer)) != answer.length) {
      throw new IOException("an answer could not be written at once");
    }
  }

  /** Makes ready for the next request on the same connection. */
  void forget() {
    buffer.flip().position(length);
    buffer.compact();
    head = "";
    length = -1;
  }

  void close() throws IOException {
    channel.close();
  }
}

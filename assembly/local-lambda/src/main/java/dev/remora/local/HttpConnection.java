// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One client's connection: reads HTTP/1.1 requests one after another. One thread. */
final class HttpConnection {

  private static final int HEAD_LIMIT = 64 * 1024;
  private static final int BODY_LIMIT = 32 * 1024 * 1024;

  private final InputStream in;
  private final OutputStream out;
  private byte[] buffer = new byte[8192];
  private int start;
  private int end;
  private boolean keepAlive;

  HttpConnection(Socket socket) throws IOException {
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /** Whether the client wants to send another request after this one. */
  boolean keepAlive() {
    return keepAlive;
  }

  /**
   * Reads one request.
   *
   * @return the request, or null when the client has closed the connection
   * @throws IOException when it is not HTTP, too large, or the connection breaks
   */
  HttpRequest read() throws IOException {
    int length = readHead();
    if (length < 0) {
      return null;
    }
    String[] lines = new String(buffer, start, length, StandardCharsets.ISO_8859_1).split("\r\n");
    start += length + 4;
    String[] first = lines[0].split(" ");
    if (first.length != 3) {
      throw new IOException("no HTTP request: " + lines[0]);
    }
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).trim());
      }
    }
    String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
    keepAlive =
        first[2].equals("HTTP/1.1") ? !connection.equals("close") : connection.equals("keep-alive");
    long began = System.nanoTime();
    byte[] body = readBody(headers);
    long received = System.nanoTime();
    int query = first[1].indexOf('?');
    String path = query < 0 ? first[1] : first[1].substring(0, query);
    return new HttpRequest(first[0], path, headers, body, began, received);
  }

  /** Writes an answer in one call. */
  void write(HttpResponse response) throws IOException {
    byte[] bytes = response.encoded(keepAlive);
    response.beforeWrite().accept(System.nanoTime());
    out.write(bytes);
  }

  private byte[] readBody(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    if (headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .contains("chunked")) {
      return readChunks();
    }
    String length = headers.get("content-length");
    return length == null ? new byte[0] : readExactly(size(length, 10));
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = readLine();
      int semicolon = line.indexOf(';');
      int size = size(semicolon < 0 ? line : line.substring(0, semicolon), 16);
      if (size == 0) {
        break;
      }
      body.writeBytes(readExactly(size));
      if (body.size() > BODY_LIMIT) {
        throw new IOException("body larger than " + BODY_LIMIT);
      }
      readLine();
    }
    while (!readLine().isEmpty()) {
      // trailers are not looked at
    }
    return body.toByteArray();
  }

  private static int size(String text, int radix) throws IOException {
    try {
      int size = Integer.parseInt(text.trim(), radix);
      if (size < 0 || size > BODY_LIMIT) {
        throw new IOException("body of " + size + " bytes");
      }
      return size;
    } catch (NumberFormatException e) {
      throw new IOException("no length: " + text, e);
    }
  }

  /** Fills the buffer until it holds a head; returns its length without the empty line, or -1. */
  private int readHead() throws IOException {
    int searched = start;
    while (true) {
      for (int i = searched; i + 3 < end; i++) {
        if (buffer[i] == '\r'
            && buffer[i + 1] == '\n'
            && buffer[i + 2] == '\r'
            && buffer[i + 3] == '\n') {
          return i - start;
        }
      }
      searched = Math.max(start, end - 3);
      if (end - start > HEAD_LIMIT) {
        throw new IOException("head larger than " + HEAD_LIMIT);
      }
      int before = start;
      if (!fill()) {
        return -1;
      }
      searched -= before - start;
    }
  }

  private String readLine() throws IOException {
    int from = start;
    while (true) {
      for (int i = from; i + 1 < end; i++) {
        if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
          String line = new String(buffer, start, i - start, StandardCharsets.ISO_8859_1);
          start = i + 2;
          return line;
        }
      }
      if (end - start > HEAD_LIMIT || !fill()) {
        throw new IOException("body ends early");
      }
      from = start;
    }
  }

  private byte[] readExactly(int length) throws IOException {
    byte[] body = new byte[length];
    int had = Math.min(length, end - start);
    System.arraycopy(buffer, start, body, 0, had);
    start += had;
    if (in.readNBytes(body, had, length - had) < length - had) {
      throw new IOException("body ends early");
    }
    return body;
  }

  /** Reads more; false at the end of the stream. */
  private boolean fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int count = in.read(buffer, end, buffer.length - end);
    if (count < 0) {
      return false;
    }
    end += count;
    return true;
  }
}

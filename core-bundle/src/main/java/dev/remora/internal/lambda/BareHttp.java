// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.lambda;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * HTTP/1.1 to the Runtime API's server over a bare socket: one connection per request, one write,
 * no time-out on the answer. A real client costs more than a hundred milliseconds of CPU for its
 * first request; this one serves a single well-known server.
 */
final class BareHttp {
  private static final int CONNECT_MILLIS = 1000;
  private static final int LARGEST_BODY = 1 << 20;
  private static final int LARGEST_HEAD = 64 * 1024;

  private final String host;
  private final int port;

  /**
   * @param address {@code host:port}, the value of {@code AWS_LAMBDA_RUNTIME_API}
   * @throws IOException when it is not of that form
   */
  BareHttp(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    try {
      host = address.substring(0, Math.max(0, colon));
      port = Integer.parseInt(address.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw wrong(address);
    }
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw wrong(address);
    }
  }

  /**
   * An answer.
   *
   * @param status the status code
   * @param headers by name in lower case
   * @param body as it came, unchunked
   */
  record Response(int status, Map<String, String> headers, byte[] body) {}

  /**
   * Makes a request and waits for its answer as long as it takes.
   *
   * @param headers complete lines, each ended with CR LF
   */
  Response exchange(String method, String path, String headers, String body) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      byte[] content = body.getBytes(StandardCharsets.UTF_8);
      byte[] head =
          (method
                  + ' '
                  + path
                  + " HTTP/1.1\r\nHost: "
                  + host
                  + ':'
                  + port
                  + "\r\n"
                  + headers
                  + "Connection: close\r\nContent-Length: "
                  + content.length
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1);
      byte[] request = new byte[head.length + content.length];
      System.arraycopy(head, 0, request, 0, head.length);
      System.arraycopy(content, 0, request, head.length, content.length);
      socket.getOutputStream().write(request);
      return read(new BufferedInputStream(socket.getInputStream()));
    }
  }

  private static Response read(InputStream in) throws IOException {
    String statusLine = line(in);
    int status = status(statusLine);
    Map<String, String> headers = new HashMap<>();
    int size = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      size += line.length();
      if (size > LARGEST_HEAD) {
        throw new IOException("the answer's header is too long");
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return new Response(status, headers, body(in, headers));
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return chunks(in);
    }
    String length = headers.get("content-length");
    if (length == null) {
      return exactlyOrLess(in.readNBytes(LARGEST_BODY + 1));
    }
    int announced = number(length, 10);
    byte[] body = in.readNBytes(announced);
    if (body.length < announced) {
      throw new EOFException("the answer is cut off");
    }
    return body;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = line(in);
      int extension = line.indexOf(';');
      int size = number(extension < 0 ? line : line.substring(0, extension), 16);
      if (size == 0) {
        return body.toByteArray();
      }
      byte[] chunk = in.readNBytes(size);
      if (chunk.length < size) {
        throw new EOFException("the answer is cut off");
      }
      body.writeBytes(chunk);
      if (body.size() > LARGEST_BODY) {
        throw new IOException("the answer is too long");
      }
      line(in);
    }
  }

  private static byte[] exactlyOrLess(byte[] body) throws IOException {
    if (body.length > LARGEST_BODY) {
      throw new IOException("the answer is too long");
    }
    return body;
  }

  private static int status(String line) throws IOException {
    int blank = line.indexOf(' ');
    if (!line.startsWith("HTTP/1.") || blank < 0 || line.length() < blank + 4) {
      throw new IOException("not an HTTP answer");
    }
    return number(line.substring(blank + 1, blank + 4), 10);
  }

  private static int number(String text, int radix) throws IOException {
    try {
      int number = Integer.parseInt(text.strip(), radix);
      if (number >= 0 && number <= LARGEST_BODY) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IOException("the answer holds a number that cannot be: " + text);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the answer is cut off");
      }
      if (line.length() == LARGEST_HEAD) {
        throw new IOException("the answer's header is too long");
      }
      line.append((char) c);
    }
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }

  private static IOException wrong(String address) {
    return new IOException(
        "AWS_LAMBDA_RUNTIME_API=" + address + " cannot be used: expected host:port");
  }
}

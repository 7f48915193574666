// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * A real HTTP/1.1 server on the loopback that behaves as a test wants, well or badly. Each request
 * takes the next behaviour; when none is left it is answered with 200 and an empty body.
 */
public final class ScriptedServer implements AutoCloseable {
  private final Thread acceptor;
  private final ServerSocket listener;
  private final boolean secure;
  private final Deque<Behaviour> script = new ConcurrentLinkedDeque<>();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Behaviour otherwise = status(200);

  /** How one request is answered. */
  @FunctionalInterface
  public interface Behaviour {
    /** Answers on that connection; it is closed when this throws. */
    void answer(Connection connection) throws IOException;
  }

  /** What a behaviour may do. */
  public final class Connection {
    private final Socket socket;

    private Connection(Socket socket) {
      this.socket = socket;
    }

    /** Sends text as it is. */
    public void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes as they are. */
    public void write(byte[] bytes) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    }

    /** Ends the connection with a reset. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Ends the connection. */
    public void close() throws IOException {
      socket.close();
    }

    /** Answers a CONNECT, and from then on is a proxy's tunnel to that port of the loopback. */
    public void tunnelTo(int port) throws IOException {
      try (Socket target = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
        write("HTTP/1.1 200 Connection established\r\n\r\n");
        start("scripted-tunnel", () -> copy(target, socket));
        copy(socket, target);
      }
    }

    private void copy(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
        to.shutdownOutput();
      } catch (IOException e) {
        // One side is gone.
      }
    }

    /** Waits until the server is closed. */
    public void fallSilent() {
      pause(Long.MAX_VALUE);
    }

    /** Waits that long, or until the server is closed. */
    public void pause(long millis) {
      try {
        closing.await(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * A request as it came.
   *
   * @param method its method
   * @param target what stood behind the method
   * @param headers by their names in lower case
   * @param body as it was sent
   * @param connection number of the connection, from 1
   */
  public record Received(
      String method, String target, Map<String, String> headers, byte[] body, int connection) {

    /** The value of a header; empty when there is none. */
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }

    /** The body, decompressed when a header says that it is compressed. */
    public byte[] content() {
      if (!header("content-encoding").equals("gzip")) {
        return body;
      }
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private ScriptedServer(ServerSocket listener, boolean secure) {
    this.listener = listener;
    this.secure = secure;
    acceptor = start("scripted-server", this::accept);
  }

  /** A server without TLS. */
  public static ScriptedServer plain() throws IOException {
    return new ScriptedServer(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), false);
  }

  /** A server without TLS at the loopback of IPv6. */
  public static ScriptedServer plainIpv6() throws IOException {
    return new ScriptedServer(new ServerSocket(0, 50, InetAddress.ofLiteral("::1")), false);
  }

  /** A server with TLS. */
  public static ScriptedServer secure(SSLContext context) throws IOException {
    return secure(context, listener -> {});
  }

  /**
   * A server with TLS.
   *
   * @param setUp called before the first connection is accepted
   */
  public static ScriptedServer secure(SSLContext context, Consumer<SSLServerSocket> setUp)
      throws IOException {
    SSLServerSocket listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    setUp.accept(listener);
    return new ScriptedServer(listener, true);
  }

  /** Answers the next request that has no behaviour yet like this. */
  public ScriptedServer then(Behaviour behaviour) {
    script.add(behaviour);
    return this;
  }

  /** Answers all requests without a behaviour of their own like this. */
  public ScriptedServer otherwise(Behaviour behaviour) {
    otherwise = behaviour;
    return this;
  }

  /** An answer of that status, with further header lines. */
  public static Behaviour status(int status, String... headers) {
    return answer(status, new byte[0], headers);
  }

  /** An answer with a body. */
  public static Behaviour answer(int status, byte[] body, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    return connection -> {
      byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
      byte[] all = new byte[start.length + body.length];
      System.arraycopy(start, 0, all, 0, start.length);
      System.arraycopy(body, 0, all, start.length, body.length);
      connection.write(all);
    };
  }

  /** Its address. */
  public URI uri(String path) {
    String host = listener.getInetAddress().getAddress().length == 4 ? "127.0.0.1" : "[::1]";
    return URI.create(
        (secure ? "https://" : "http://") + host + ":" + listener.getLocalPort() + path);
  }

  /** Its port. */
  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections were made. */
  public int connections() {
    return connections.get();
  }

  /** The next request; waits for it. */
  public Received take() throws InterruptedException {
    Received next = received.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request came");
    }
    return next;
  }

  /** The requests that have come and were not taken. */
  public List<Received> all() {
    return new ArrayList<>(received);
  }

  /** Closes the connections that are open, as a server does with idle ones. */
  public void closeConnections() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (closing.getCount() > 0) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        int number = connections.incrementAndGet();
        start("scripted-connection", () -> serve(socket, number));
      } catch (IOException e) {
        // A handshake that failed, or the end.
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (!socket.isClosed()) {
        received.add(request(in, number));
        Behaviour next = script.poll();
        (next == null ? otherwise : next).answer(new Connection(socket));
      }
    } catch (IOException e) {
      // The client went away, or the behaviour closed the connection.
    } finally {
      open.remove(socket);
    }
  }

  private static Received request(InputStream in, int number) throws IOException {
    String[] first = line(in).split(" ");
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException();
    }
    return new Received(first[0], first[1], headers, body, number);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    listener.close();
    try {
      // A thread that still accepts holds the socket open, and would take one more connection.
      acceptor.join(20_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeConnections();
  }
}

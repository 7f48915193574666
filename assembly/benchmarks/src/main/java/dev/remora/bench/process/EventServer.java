// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.process;

import dev.remora.bench.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.UUID;

/**
 * Lambda's side of the Extensions API for one extension, made for exact times: everything happens
 * in the thread that asks, which sleeps in the kernel until a request comes and takes the time as
 * soon as its last byte has been read. An answer leaves in one system call.
 *
 * <p>Answers what is not asked for by itself: subscriptions to telemetry and logs with 202, as
 * emulators do that have none to give.
 */
public final class EventServer implements AutoCloseable {
  private static final String REGISTER = "/2020-01-01/extension/register";
  private static final String NEXT = "/2020-01-01/extension/event/next";

  private final Selector selector;
  private final ServerSocketChannel listener;

  /** Opens a port of its own. */
  public EventServer() throws IOException {
    selector = Selector.open();
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  /** Host and port, as in {@code AWS_LAMBDA_RUNTIME_API}. */
  public String address() throws IOException {
    return "127.0.0.1:" + ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  /**
   * Waits for {@code register} and answers it.
   *
   * @return when its last byte had been read, {@link System#nanoTime()}
   * @throws BenchException when it does not come within the limit
   */
  public long awaitRegister(Duration limit) throws IOException {
    Connection call = await(REGISTER, limit);
    call.write(
        response(
            "Lambda-Extension-Identifier: " + UUID.randomUUID() + "\r\n",
            "{\"functionName\":\"benchmark\",\"functionVersion\":\"$LATEST\","
                + "\"handler\":\"function.handler\",\"accountId\":\"123456789012\"}"));
    finish(call);
    return call.receivedNanos();
  }

  /**
   * Waits for {@code next}; it is left unanswered.
   *
   * @throws BenchException when it does not come within the limit
   */
  public Pending awaitNext(Duration limit) throws IOException {
    return new Pending(await(NEXT, limit));
  }

  /** An extension that waits for its event. */
  public final class Pending {
    private final Connection connection;

    private Pending(Connection connection) {
      this.connection = connection;
    }

    /** When the last byte of the request had been read, {@link System#nanoTime()}. */
    public long receivedNanos() {
      return connection.receivedNanos();
    }

    /**
     * Sends an INVOKE.
     *
     * @return the time right before its bytes were written, {@link System#nanoTime()}
     */
    public long invoke(String requestId) throws IOException {
      byte[] answer =
          response(
              "Lambda-Extension-Event-Identifier: " + UUID.randomUUID() + "\r\n",
              "{\"eventType\":\"INVOKE\",\"deadlineMs\":"
                  + (System.currentTimeMillis() + 3_000)
                  + ",\"requestId\":\""
                  + requestId
                  + "\",\"invokedFunctionArn\":"
                  + "\"arn:aws:lambda:eu-west-1:123456789012:function:benchmark\","
                  + "\"tracing\":{\"type\":\"X-Amzn-Trace-Id\",\"value\":"
                  + "\"Root=1-68f0a1b2-0123456789abcdef01234567;Parent=0123456789abcdef;"
                  + "Sampled=0\"}}");
      long begin = System.nanoTime();
      connection.write(answer);
      finish(connection);
      return begin;
    }
  }

  private static byte[] response(String headers, String body) {
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private Connection await(String path, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      long leftMillis = (end - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        throw new BenchException("no request for " + path + " within " + limit.toSeconds() + " s");
      }
      selector.select(leftMillis);
      Connection found = null;
      Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
      while (ready.hasNext() && found == null) {
        SelectionKey key = ready.next();
        ready.remove();
        Connection call = key.isAcceptable() ? accept() : (Connection) key.attachment();
        if (call != null && call.read()) {
          found = call.path().equals(path) ? call : answerOther(call);
        }
      }
      if (found != null) {
        return found;
      }
    }
  }

  /** What else an extension asks at its start; always null. */
  private Connection answerOther(Connection call) throws IOException {
    call.write(
        ("HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
            .getBytes(StandardCharsets.ISO_8859_1));
    finish(call);
    return null;
  }

  private Connection accept() throws IOException {
    SocketChannel channel = listener.accept();
    if (channel == null) {
      return null;
    }
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Connection connection = new Connection(channel);
    channel.register(selector, SelectionKey.OP_READ, connection);
    return connection;
  }

  private static void finish(Connection connection) throws IOException {
    if (connection.lastOne()) {
      connection.close();
    } else {
      connection.forget();
    }
  }

  @Override
  public void close() {
    if (!selector.isOpen()) {
      return;
    }
    try {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      // nobody is connected any more who could mind
    }
  }
}

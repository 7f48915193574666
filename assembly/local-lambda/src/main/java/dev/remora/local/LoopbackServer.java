// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A small HTTP/1.1 server on 127.0.0.1, made for one thing: a request is stamped when its last byte
 * has come, and an answer leaves in one system call. One platform thread per connection, since a
 * blocking read of its own wakes faster than a virtual thread behind a poller, and an environment
 * has a dozen connections.
 */
final class LoopbackServer implements AutoCloseable {

  private final ServerSocket listener;
  private final Function<HttpRequest, HttpResponse> handler;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("local-lambda-connection-", 0).factory());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * Opens the port and begins to serve.
   *
   * @param handler answers a request, may block; called on the connection's thread; null or an
   *     exception closes the connection
   */
  LoopbackServer(Function<HttpRequest, HttpResponse> handler) {
    this.handler = handler;
    try {
      listener = new ServerSocket();
      listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("local-lambda-accept").start(this::accept);
  }

  /** Host and port, as in {@code AWS_LAMBDA_RUNTIME_API}. */
  String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException | java.util.concurrent.RejectedExecutionException e) {
        // closed, or a client that was gone at once
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      HttpConnection connection = new HttpConnection(socket);
      HttpRequest request = connection.read();
      while (request != null) {
        HttpResponse response = handler.apply(request);
        if (response == null) {
          return;
        }
        connection.write(response);
        request = connection.keepAlive() ? connection.read() : null;
      }
    } catch (IOException e) {
      // the client broke off, or sent no HTTP
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }
}

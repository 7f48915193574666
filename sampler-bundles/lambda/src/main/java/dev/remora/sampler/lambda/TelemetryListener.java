// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import dev.remora.api.PluginLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Listens where Lambda sends its telemetry to. One thread waits for connections, one more reads
 * each of the few that there are at a time. Without a port everything else goes on. Thread-safe.
 */
final class TelemetryListener implements AutoCloseable {
  /** Lambda uses one or two. Who opens more takes the place of the one that is quiet longest. */
  static final int MOST_CONNECTIONS = 8;

  /** Reading 3 MB takes half a second of it where the function has 128 MB of memory. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int STACK_BYTES = 256 * 1024;

  private final BatchReader.Sink sink;
  private final Tally tally;
  private final PluginLog log;
  private final long requestNanos;
  private final List<HttpConnection> connections = new ArrayList<>(MOST_CONNECTIONS);
  private ServerSocket server;
  private boolean closed;

  /** Events go to the sink; what cannot be read is counted and said. */
  TelemetryListener(BatchReader.Sink sink, Tally tally, PluginLog log) {
    this(sink, tally, log, PATIENCE);
  }

  /**
   * @param patience how long a request may take from its first byte on
   */
  TelemetryListener(BatchReader.Sink sink, Tally tally, PluginLog log, Duration patience) {
    this.sink = sink;
    this.tally = tally;
    this.log = log;
    this.requestNanos = patience.toNanos();
  }

  /**
   * Begins to listen; returns at once.
   *
   * @param address where, asked for by the thread that listens: to find out can take time
   * @param port 0 for any
   */
  void listen(Supplier<InetAddress> address, int port) {
    thread("remora-lambda-listener", () -> run(address, port));
  }

  /** The port on which it listens; 0 while it does not. */
  synchronized int port() {
    return server == null || closed ? 0 : server.getLocalPort();
  }

  private void run(Supplier<InetAddress> address, int port) {
    ServerSocket bound = bind(address, port);
    while (bound != null && !isClosed()) {
      try {
        serve(bound.accept());
      } catch (IOException e) {
        if (!isClosed()) {
          log.warn("lambda: no connection could be taken (" + e.getMessage() + "); trying again");
          pause();
        }
      }
    }
  }

  private ServerSocket bind(Supplier<InetAddress> address, int port) {
    ServerSocket socket = null;
    try {
      socket = new ServerSocket();
      socket.bind(new InetSocketAddress(address.get(), port));
      if (opened(socket)) {
        return socket;
      }
      socket.close();
    } catch (IOException e) {
      log.warn(
          "lambda: port "
              + port
              + " cannot be listened on ("
              + e.getMessage()
              + "); there will be no metrics from Lambda's telemetry, everything else goes on."
              + " REMORA_LAMBDA_PORT names another port");
      closeQuietly(socket);
    }
    return null;
  }

  private synchronized boolean opened(ServerSocket socket) {
    server = socket;
    return !closed;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void serve(Socket socket) {
    HttpConnection connection = new HttpConnection(socket, requestNanos, sink, this::unreadable, this::gone);
    HttpConnection quiet = add(connection);
    if (quiet != null) {
      quiet.close();
    }
    try {
      thread("remora-lambda-connection", connection);
    } catch (OutOfMemoryError e) {
      // No thread was to be had: the function may have used up all of them. Lambda tries again.
      connection.close();
      gone(connection);
    }
  }

  /** Puts it among the others, and returns the one that has to go for it, or null. */
  private synchronized HttpConnection add(HttpConnection connection) {
    HttpConnection quiet = null;
    if (closed) {
      connection.close();
    } else if (connections.size() == MOST_CONNECTIONS) {
      quiet = connections.getFirst();
      for (HttpConnection other : connections) {
        quiet = other.quietSince() - quiet.quietSince() < 0 ? other : quiet;
      }
      connections.remove(quiet);
    }
    connections.add(connection);
    return quiet;
  }

  private synchronized void gone(HttpConnection connection) {
    connections.remove(connection);
  }

  private void unreadable(String what) {
    tally.count(LambdaMetrics.DROPPED_RECORDS, LambdaMetrics.UNREADABLE, 1);
    log.warn("lambda: a batch of telemetry cannot be read, " + what + "; it is dropped");
  }

  /** Stops to listen and cuts off all connections. */
  @Override
  public void close() {
    List<HttpConnection> open;
    ServerSocket socket;
    synchronized (this) {
      closed = true;
      socket = server;
      open = List.copyOf(connections);
      notifyAll();
    }
    closeQuietly(socket);
    for (HttpConnection connection : open) {
      connection.close();
    }
  }

  /** Whoever cannot take connections, for want of descriptors say, must not try without end. */
  private synchronized void pause() {
    try {
      if (!closed) {
        wait(1000);
      }
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private static void closeQuietly(ServerSocket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It was of no use any more.
    }
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(null, work, name, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }
}

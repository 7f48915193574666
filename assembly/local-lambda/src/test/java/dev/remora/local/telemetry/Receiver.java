// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A receiver of telemetry over HTTP, on loopback: remembers what it accepted, in order. */
public final class Receiver implements AutoCloseable {

  /**
   * One event.
   *
   * @param type its type
   * @param json all of it
   */
  public record Received(String type, JsonNode json) {
    /** The record of the event. */
    public JsonNode record() {
      return json.path("record");
    }
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  final List<String> heads = new CopyOnWriteArrayList<>();
  final List<byte[]> bodies = new CopyOnWriteArrayList<>();
  private final List<Received> events = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile int status = 200;
  private volatile boolean answers = true;

  /** Listens on a free port. */
  public Receiver() {
    this(0);
  }

  /** Listens on a port. */
  public Receiver(int port) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      server = HttpServer.create(new InetSocketAddress(loopback, port), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::receive);
    server.setExecutor(threads);
    server.start();
  }

  /** A port that is free now. */
  public static int freePort() {
    try (Receiver receiver = new Receiver()) {
      return receiver.port();
    }
  }

  /** Waits, for 20 s at most. */
  public static void await(String what, BooleanSupplier condition) {
    long limit = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time limit for: " + what).isLessThan(limit);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    heads.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Content-Type"));
    bodies.add(body);
    while (!answers) {
      LockSupport.parkNanos(1_000_000);
    }
    int answer = status;
    if (answer == 200) {
      JsonNode batch = MAPPER.readTree(body);
      assertThat(batch.isArray()).isTrue();
      batch.forEach(event -> events.add(new Received(event.path("type").asText(), event)));
    }
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Answers with this status from now on; only what was answered with 200 counts as received. */
  public void answerWith(int newStatus) {
    status = newStatus;
  }

  /** Answers or lets everybody wait, from now on. */
  public void answering(boolean does) {
    answers = does;
  }

  /** What was received, in order. */
  public List<Received> events() {
    return events;
  }

  /** Types of what was received, in order. */
  public List<String> types() {
    return events.stream().map(Received::type).toList();
  }

  /** Waits until an event of a type has come, and returns the first. */
  public Received awaitEvent(String type) {
    await(type, () -> types().contains(type));
    return events.stream().filter(event -> event.type().equals(type)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    answers = true;
    server.stop(0);
    threads.shutdownNow();
  }
}

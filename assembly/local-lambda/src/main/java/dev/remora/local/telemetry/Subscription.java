// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One extension's subscription: a buffer, and a thread of its own that delivers from it, in order,
 * batch after batch, each until it is taken. Nothing is sent while the environment is frozen.
 */
final class Subscription implements AutoCloseable {

  /** Doubled from attempt to attempt. */
  static final long FIRST_RETRY_MS = 100;

  static final long LAST_RETRY_MS = 1_000;

  private final String name;
  private final SubscriptionRequest request;
  private final RecordBuffer buffer;
  private final Delivery delivery;
  private final RunningTime time;
  private final Consumer<String> notes;
  private final Thread thread;
  private volatile boolean ending;

  /**
   * Begins to deliver.
   *
   * @param name of the extension
   * @param request what it wants
   * @param buffer empty, or with what is to be delivered first
   * @param time when to deliver
   * @param notes hears, in one line each, when delivery begins to fail and when it works again
   */
  Subscription(
      String name,
      SubscriptionRequest request,
      RecordBuffer buffer,
      RunningTime time,
      Consumer<String> notes) {
    this.name = name;
    this.request = request;
    this.buffer = buffer;
    this.time = time;
    this.notes = notes;
    delivery =
        switch (request.destination()) {
          case Destination.Http http ->
              new HttpDelivery(http.address(), time, HttpDelivery.ANSWER_LIMIT_NANOS);
          case Destination.Tcp tcp -> new TcpDelivery(tcp.port());
        };
    thread =
        Thread.ofPlatform().daemon().name("local-lambda-telemetry-" + name).start(this::deliver);
  }

  String name() {
    return name;
  }

  /** Adds an event, if this subscription is for its category. Never waits. */
  void offer(Event event) {
    if (request.categories().contains(event.category())) {
      buffer.offer(event.json(request.schemaVersion()));
    }
  }

  private void deliver() {
    try {
      while (true) {
        deliver(buffer.take());
        buffer.delivered();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void deliver(List<byte[]> batch) throws InterruptedException {
    long pauseMs = FIRST_RETRY_MS;
    boolean failed = false;
    while (true) {
      time.awaitThaw();
      try {
        delivery.send(batch);
        if (failed) {
          note("delivered now");
        }
        return;
      } catch (IOException e) {
        if (!failed) {
          note("not delivered, trying again: " + e.getMessage());
          failed = true;
        }
        buffer.waitBeforeRetry(TimeUnit.MILLISECONDS.toNanos(pauseMs));
        pauseMs = Math.min(2 * pauseMs, LAST_RETRY_MS);
      }
    }
  }

  private void note(String what) {
    // At the end of the environment an extension that no longer listens is no news.
    if (!ending) {
      notes.accept(
          "telemetry for " + name + " to " + request.destination().description() + ": " + what);
    }
  }

  /** Asks for everything to be delivered at once; the environment is about to end. */
  void startFlush() {
    ending = true;
    buffer.startFlush();
  }

  /** Waits for it, until a deadline of {@link System#nanoTime()} or a failure. */
  void awaitFlush(long deadlineNanos) throws InterruptedException {
    buffer.awaitFlush(deadlineNanos);
  }

  /** Ends. What is not delivered is lost. */
  @Override
  public void close() {
    ending = true;
    thread.interrupt();
    delivery.close();
  }
}

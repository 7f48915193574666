// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Where everything meets: takes events from the platform, keeps those of an init for extensions
 * that subscribe later in it, and hands them to the subscriptions. One per generation of processes.
 * Thread-safe; order is the order of the calls.
 */
public final class TelemetryHub implements AutoCloseable {

  /** In the platform's own words. */
  static final String FALLEN_BEHIND =
      "Consumer seems to have fallen behind as it has not acknowledged receipt of logs.";

  /** What is kept for later subscribers, in bytes: as much as a subscription can hold. */
  static final long HISTORY_LIMIT = (long) RecordBuffer.ROOM * Buffering.DEFAULT.maxBytes();

  private final EventWriter writer = new EventWriter();
  private final RunningTime time = new RunningTime();
  private final Set<SchemaVersion> versions;
  private final boolean jsonLogs;
  private final BiConsumer<String, String> hearer;
  private final Consumer<String> notes;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final List<Event> history = new ArrayList<>();
  private long historyBytes;
  private long lostRecords;
  private long lostBytes;
  private boolean open = true;

  /**
   * Makes one, open for subscriptions.
   *
   * @param managedInstances whether only schema 2025-01-29 is accepted
   * @param jsonLogs whether log lines that are JSON objects are sent as objects, where the schema
   *     allows it
   * @param hearer hears every event of the platform, subscribed or not, as its type and as JSON
   * @param notes hears remarks for people, one line each
   */
  public TelemetryHub(
      boolean managedInstances,
      boolean jsonLogs,
      BiConsumer<String, String> hearer,
      Consumer<String> notes) {
    versions =
        managedInstances
            ? EnumSet.of(SchemaVersion.V2025_01_29)
            : EnumSet.allOf(SchemaVersion.class);
    this.jsonLogs = jsonLogs;
    this.hearer = hearer;
    this.notes = notes;
  }

  /**
   * Subscribes an extension. What has been published since this hub was made comes first.
   *
   * @param extension its name
   * @param body the request, JSON
   * @throws SubscriptionRefused when that is not possible
   */
  public synchronized void subscribe(String extension, byte[] body) throws SubscriptionRefused {
    SubscriptionRequest request = SubscriptionRequest.parse(body, versions);
    if (!open) {
      throw new SubscriptionRefused(
          403, "Telemetry.SubscriptionClosed", "Telemetry API subscription is closed");
    }
    if (subscriptions.stream().anyMatch(other -> other.name().equals(extension))) {
      // What the only published source does; the documentation is silent.
      throw new SubscriptionRefused(500, "InternalServerError", "Internal Server Error");
    }
    RecordBuffer buffer = new RecordBuffer(request.buffering(), gap(request));
    Subscription subscription = new Subscription(extension, request, buffer, time, notes);
    subscriptions.add(subscription);
    history.forEach(subscription::offer);
    if (lostRecords > 0) {
      buffer.drop(lostRecords, lostBytes);
    }
    publish(new PlatformEvent.TelemetrySubscription(extension, "Subscribed", request.types()));
  }

  private BiFunction<Long, Long, byte[]> gap(SubscriptionRequest request) {
    if (!request.categories().contains(Category.PLATFORM)) {
      return null;
    }
    return (records, bytes) -> {
      PlatformEvent dropped = new PlatformEvent.LogsDropped(FALLEN_BEHIND, records, bytes);
      return writer.platform(Instant.now(), dropped).json(request.schemaVersion());
    };
  }

  /** Takes no subscription any more: init is over. */
  public synchronized void closeSubscriptions() {
    open = false;
    history.clear();
  }

  /** Publishes an event of the platform. */
  public synchronized void publish(PlatformEvent record) {
    Event event = writer.platform(Instant.now(), record);
    hearer.accept(event.type(), new String(event.plain(), StandardCharsets.UTF_8));
    publish(event);
  }

  /** Publishes a line that a process has printed. */
  public synchronized void publish(Category source, String line) {
    if (open || !subscriptions.isEmpty()) {
      publish(writer.line(Instant.now(), source, line, jsonLogs));
    }
  }

  private void publish(Event event) {
    if (open) {
      keep(event);
    }
    for (Subscription subscription : subscriptions) {
      subscription.offer(event);
    }
  }

  private void keep(Event event) {
    int size = event.plain().length;
    if (lostRecords > 0 || historyBytes + size > HISTORY_LIMIT) {
      lostRecords++;
      lostBytes += size;
    } else {
      history.add(event);
      historyBytes += size;
    }
  }

  /** Whether anybody has subscribed. */
  public synchronized boolean hasSubscriptions() {
    return !subscriptions.isEmpty();
  }

  /** The environment is about to stand still: nothing more is sent, records wait. */
  public void freeze() {
    time.freeze();
  }

  /** The environment runs again. */
  public void thaw() {
    time.thaw();
  }

  /**
   * Delivers what waits, before the environment ends. Does not wait for a receiver that fails.
   *
   * @param deadlineNanos until when at most, {@link System#nanoTime()}
   */
  public void flush(long deadlineNanos) {
    List<Subscription> all;
    synchronized (this) {
      all = List.copyOf(subscriptions);
    }
    try {
      all.forEach(Subscription::startFlush);
      for (Subscription subscription : all) {
        subscription.awaitFlush(deadlineNanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all subscriptions: the processes are gone. Events are still heard by the hearer. */
  @Override
  public synchronized void close() {
    open = false;
    history.clear();
    subscriptions.forEach(Subscription::close);
    subscriptions.clear();
  }
}

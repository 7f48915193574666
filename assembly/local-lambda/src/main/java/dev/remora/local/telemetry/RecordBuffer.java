// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * The records of one subscription that are not delivered yet, in order. What does not fit is
 * dropped, counted, and told by a record in the place of the gap. Thread-safe: many offer, one
 * takes.
 */
final class RecordBuffer {

  /** Room in batches: one on its way, one that is open, and two for a receiver that hesitates. */
  static final int ROOM = 4;

  private record Waiting(byte[] json, long sinceNanos) {}

  private final Buffering limits;
  private final BiFunction<Long, Long, byte[]> gap;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long bytes;
  private int taken;
  private long droppedRecords;
  private long droppedBytes;
  private long flushes;
  private boolean flushing;
  private boolean flushFailed;

  /**
   * Makes one.
   *
   * @param limits when a batch is closed
   * @param gap makes the record that tells of dropped ones from their number and their bytes, or
   *     null where nobody wants to know
   */
  RecordBuffer(Buffering limits, BiFunction<Long, Long, byte[]> gap) {
    this.limits = limits;
    this.gap = gap;
  }

  /** Adds a record, or drops it. Never waits. */
  synchronized void offer(byte[] json) {
    tellGap();
    if (droppedRecords > 0 || bytes + json.length > room()) {
      drop(1, json.length);
    } else {
      add(json);
    }
    notifyAll();
  }

  /** Notes records that have been lost before they came here. */
  synchronized void drop(long records, long size) {
    droppedRecords += records;
    droppedBytes += size;
  }

  /**
   * Waits for a batch that is closed, and returns its records. They stay here until they are
   * {@linkplain #delivered() delivered}.
   */
  synchronized List<byte[]> take() throws InterruptedException {
    tellGap();
    long left = untilClosed();
    while (left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      tellGap();
      left = untilClosed();
    }
    List<byte[]> batch = new ArrayList<>();
    long size = 0;
    for (Waiting record : waiting) {
      if (batch.size() == limits.maxItems() || size >= limits.maxBytes()) {
        break;
      }
      batch.add(record.json);
      size += record.json.length;
    }
    taken = batch.size();
    return batch;
  }

  /** Forgets what was taken. */
  synchronized void delivered() {
    for (; taken > 0; taken--) {
      bytes -= waiting.remove().json.length;
    }
    tellGap();
    notifyAll();
  }

  /** What was taken could not be delivered: waits before the next attempt, unless it is urgent. */
  synchronized void waitBeforeRetry(long nanos) throws InterruptedException {
    flushFailed = flushing;
    notifyAll();
    long before = flushes;
    long end = System.nanoTime() + nanos;
    long left = nanos;
    while (left > 0 && flushes == before) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
  }

  /** Closes batches at once from now on, and lets a waiting attempt be made at once. */
  synchronized void startFlush() {
    flushes++;
    flushing = true;
    flushFailed = false;
    notifyAll();
  }

  /**
   * Waits until everything is delivered, an attempt has failed, or the time is over.
   *
   * @param deadlineNanos {@link System#nanoTime()}
   */
  synchronized void awaitFlush(long deadlineNanos) throws InterruptedException {
    long left = deadlineNanos - System.nanoTime();
    while (!waiting.isEmpty() && !flushFailed && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadlineNanos - System.nanoTime();
    }
    flushing = false;
  }

  private long room() {
    return (long) ROOM * limits.maxBytes();
  }

  private void add(byte[] json) {
    waiting.add(new Waiting(json, System.nanoTime()));
    bytes += json.length;
  }

  /** Puts the record of a gap into its place, as soon as half of the room is free again. */
  private void tellGap() {
    if (droppedRecords > 0 && bytes <= room() / 2) {
      if (gap != null) {
        add(gap.apply(droppedRecords, droppedBytes));
      }
      droppedRecords = 0;
      droppedBytes = 0;
    }
  }

  /** Nanoseconds until the first batch is closed, 0 when it is. */
  private long untilClosed() {
    if (waiting.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (flushing || waiting.size() >= limits.maxItems() || bytes >= limits.maxBytes()) {
      return 0;
    }
    long limit = TimeUnit.MILLISECONDS.toNanos(limits.timeoutMs());
    return Math.max(0, waiting.peek().sinceNanos + limit - System.nanoTime());
  }
}

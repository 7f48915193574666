// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * What the disk refuses, in bounded memory: the oldest points make room, then the oldest summaries.
 * Guarded by the monitor of the {@link Backlog}.
 */
final class MemoryRing implements Iterable<EncodedRecord> {
  /** 256 KiB. */
  static final int CAPACITY = 256 << 10;

  private final ArrayDeque<EncodedRecord> records = new ArrayDeque<>();
  private long bytes;

  /** Adds a record; the caller has made room for it. */
  void add(EncodedRecord record) {
    records.add(record);
    bytes += record.length();
  }

  boolean hasRoomFor(EncodedRecord record) {
    return bytes + record.length() <= CAPACITY;
  }

  /** Takes out the record that is to make room. Null if the ring is empty. */
  EncodedRecord removeLeastWanted() {
    for (EncodedRecord record : records) {
      if (record.priority() == Priority.POINT) {
        remove(record);
        return record;
      }
    }
    EncodedRecord oldest = records.peek();
    if (oldest != null) {
      remove(oldest);
    }
    return oldest;
  }

  EncodedRecord oldest() {
    return records.peek();
  }

  void remove(EncodedRecord record) {
    Iterator<EncodedRecord> iterator = records.iterator();
    while (iterator.hasNext()) {
      if (iterator.next() == record) {
        iterator.remove();
        bytes -= record.length();
        return;
      }
    }
  }

  /** Removes the records of a class up to this sequence. */
  void removeThrough(Priority priority, long sequence) {
    Iterator<EncodedRecord> iterator = records.iterator();
    while (iterator.hasNext()) {
      EncodedRecord record = iterator.next();
      if (record.priority() == priority && record.sequence() <= sequence) {
        iterator.remove();
        bytes -= record.length();
      }
    }
  }

  void clear() {
    records.clear();
    bytes = 0;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public Iterator<EncodedRecord> iterator() {
    return records.iterator();
  }

  /** From the newest back. */
  Iterator<EncodedRecord> newestFirst() {
    return records.descendingIterator();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.buffer.Cursor;
import dev.remora.internal.buffer.DropReason;
import dev.remora.internal.buffer.Priority;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * One exporter's way for one class of records, points or summaries: a destination may take the one
 * and refuse the other. Used by one thread.
 */
final class Lane {
  private final Priority priority;
  private final Cursor cursor;
  private final Circuit circuit = new Circuit();
  private final Set<UUID> deliveredParts = new HashSet<>();
  private int mostBytes = Integer.MAX_VALUE;
  private int singly;
  private UUID triedFirst;
  private int triedCount;

  Lane(Priority priority, Cursor cursor) {
    this.priority = priority;
    this.cursor = cursor;
  }

  Circuit circuit() {
    return circuit;
  }

  /**
   * What is next, empty when there is nothing. What was tried before is offered together again, so
   * that its id is the same.
   */
  List<BufferedRecord> next(Cursor.Order order, int preferredBytes) {
    int bytes = singly > 0 ? 0 : Math.min(preferredBytes, mostBytes);
    List<BufferedRecord> group = cursor.peek(order, priority, bytes);
    boolean again =
        triedCount > 0
            && triedCount < group.size()
            && group.getFirst().batchId().equals(triedFirst);
    return again ? group.subList(0, triedCount) : group;
  }

  /** These did not go through and are to be tried again. */
  void tried(List<BufferedRecord> group) {
    triedFirst = group.getFirst().batchId();
    triedCount = group.size();
  }

  /** These are more than the destination takes in one request: from now on less. */
  void tooMuch(List<BufferedRecord> group) {
    long bytes = 0;
    for (BufferedRecord record : group) {
      bytes += record.payload().length;
    }
    mostBytes = (int) Math.min(mostBytes, bytes / 2);
    triedCount = 0;
  }

  /** Some of these are not acceptable: each of them for itself, so that only those are lost. */
  void oneByOne(List<BufferedRecord> group) {
    singly = group.size();
    triedCount = 0;
  }

  /** Parts of the next record that the destination has already. */
  Set<UUID> deliveredParts() {
    return deliveredParts;
  }

  /** The destination has these. */
  void acknowledge(List<BufferedRecord> group) {
    cursor.acknowledge(group);
    settled(group.size());
  }

  /** The destination will never take this one. */
  void reject(BufferedRecord record) {
    cursor.drop(record, DropReason.REJECTED);
    settled(1);
  }

  private void settled(int count) {
    circuit.succeeded();
    singly = Math.max(0, singly - count);
    deliveredParts.clear();
    triedCount = 0;
  }
}

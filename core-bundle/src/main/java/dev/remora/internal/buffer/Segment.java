// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.io.File;
import java.util.Arrays;

/**
 * One segment file and where its records lie. An adopted one is unread until somebody needs its
 * records: of it only the file's length and the range of its sequences are known.
 *
 * <p>Guarded by the monitor of the {@link Backlog} it belongs to, except for the final fields.
 */
final class Segment {
  final File file;
  final Priority priority;
  final long firstSequence;

  private boolean sealed;
  private boolean unread;
  private long lastPossible;
  private long bytes;
  private long newestUnixMillis;
  private long[] sequences = new long[4];
  private int[] offsets = new int[4];
  private int[] lengths = new int[4];
  private int count;

  private Segment(File file, Priority priority, long firstSequence) {
    this.file = file;
    this.priority = priority;
    this.firstSequence = firstSequence;
  }

  /** One that is being written. */
  static Segment started(File file, Priority priority, long firstSequence) {
    return new Segment(file, priority, firstSequence);
  }

  /** One that a predecessor left. */
  static Segment adopted(
      File file, Priority priority, long firstSequence, long lastPossible, long bytes) {
    Segment segment = new Segment(file, priority, firstSequence);
    segment.sealed = true;
    segment.unread = true;
    segment.lastPossible = lastPossible;
    segment.bytes = bytes;
    segment.newestUnixMillis = Long.MAX_VALUE;
    return segment;
  }

  void index(SegmentScan scan) {
    if (!unread) {
      return;
    }
    unread = false;
    newestUnixMillis = 0;
    long previous = 0;
    for (SegmentScan.Entry entry : scan.records()) {
      RecordHeader header = entry.header();
      // Anything else is a record that does not belong here, whoever put it there.
      if (header.priority() == priority && header.sequence() > previous) {
        add(header.sequence(), entry.offset(), header.recordLength(), header.createdUnixMillis());
        previous = header.sequence();
      }
    }
  }

  void append(EncodedRecord record) {
    add(record.sequence(), (int) bytes, record.length(), record.createdUnixMillis());
    bytes += record.length();
  }

  private void add(long sequence, int offset, int length, long createdUnixMillis) {
    if (count == sequences.length) {
      sequences = Arrays.copyOf(sequences, count * 2);
      offsets = Arrays.copyOf(offsets, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    sequences[count] = sequence;
    offsets[count] = offset;
    lengths[count] = length;
    count++;
    newestUnixMillis = Math.max(newestUnixMillis, createdUnixMillis);
  }

  /** Takes a record out of the index. */
  boolean forget(long sequence) {
    int i = firstAfter(sequence - 1);
    if (i == count || sequences[i] != sequence) {
      return false;
    }
    int behind = count - i - 1;
    System.arraycopy(sequences, i + 1, sequences, i, behind);
    System.arraycopy(offsets, i + 1, offsets, i, behind);
    System.arraycopy(lengths, i + 1, lengths, i, behind);
    count--;
    return true;
  }

  void seal() {
    sealed = true;
  }

  boolean sealed() {
    return sealed;
  }

  boolean unread() {
    return unread;
  }

  long bytes() {
    return bytes;
  }

  int count() {
    return count;
  }

  long sequence(int i) {
    return sequences[i];
  }

  int offset(int i) {
    return offsets[i];
  }

  int length(int i) {
    return lengths[i];
  }

  /** When its newest record was made; never old while that is unknown. */
  long newestUnixMillis() {
    return newestUnixMillis;
  }

  /** No record of it has a higher sequence than this. */
  long lastSequence() {
    if (unread) {
      return lastPossible;
    }
    return count == 0 ? 0 : sequences[count - 1];
  }

  /** Index of the first record with a higher sequence; the number of records if there is none. */
  int firstAfter(long sequence) {
    int found = Arrays.binarySearch(sequences, 0, count, sequence);
    return found >= 0 ? found + 1 : -found - 1;
  }
}

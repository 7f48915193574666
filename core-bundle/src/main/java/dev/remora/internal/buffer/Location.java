// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

/** Where the next record for an exporter is to be had. */
sealed interface Location {

  /** The record's sequence, or one that is not higher. */
  long sequence();

  /** In a segment file. */
  record OnDisk(Segment segment, long sequence, int offset, int length) implements Location {}

  /** In memory, because the disk refuses it. */
  record InMemory(EncodedRecord record) implements Location {
    @Override
    public long sequence() {
      return record.sequence();
    }
  }

  /** Somewhere in a segment that has to be read first. */
  record Unread(Segment segment) implements Location {
    @Override
    public long sequence() {
      return segment.firstSequence;
    }
  }
}

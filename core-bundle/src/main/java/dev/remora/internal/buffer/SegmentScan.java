// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a segment file holds: every whole record, and every place where something else stands. After
 * damage it goes on at the next place where a record with a right checksum begins.
 *
 * @param records the good ones, in the order of the file
 * @param damages what lies between and behind them
 * @param length bytes looked at
 */
public record SegmentScan(List<Entry> records, List<Damage> damages, int length) {

  /** Most bytes of a segment that is read: one that we wrote is never longer. */
  public static final int MAX_SEGMENT = 2 << 20;

  /**
   * Most records that are looked for: no segment of ours has more, since it is begun anew at 1 MiB
   * and a record has at least 87 bytes. Bounds the memory that a segment's index takes.
   */
  static final int MAX_RECORDS = 16_384;

  /** After so many places that look like a record and are none, the rest of a file is given up. */
  private static final int MAX_FALSE_STARTS = 256;

  /**
   * A good record.
   *
   * @param offset where it begins in the file
   * @param header what it says of itself
   */
  public record Entry(int offset, RecordHeader header) {}

  /**
   * Bytes that are no record.
   *
   * @param offset where they begin in the file
   * @param length how many
   * @param fault what is wrong at the first
   */
  public record Damage(int offset, int length, RecordFault fault) {}

  public SegmentScan {
    records = List.copyOf(records);
    damages = List.copyOf(damages);
  }

  /**
   * Reads a file; at most {@value #MAX_SEGMENT} bytes of it.
   *
   * @throws IOException if it cannot be read
   */
  public static SegmentScan of(FileLayer files, File file) throws IOException {
    int size = (int) Math.clamp(files.length(file), 0L, (long) MAX_SEGMENT);
    byte[] bytes = new byte[size];
    return of(bytes, files.read(file, 0, bytes, size));
  }

  /** Looks at {@code bytes[0, length)}. */
  public static SegmentScan of(byte[] bytes, int length) {
    List<Entry> records = new ArrayList<>();
    List<Damage> damages = new ArrayList<>();
    int falseStarts = 0;
    int at = 0;
    while (at < length) {
      if (records.size() == MAX_RECORDS) {
        damages.add(new Damage(at, length - at, RecordFault.TOO_MANY));
        break;
      }
      RecordFault fault = RecordHeader.check(bytes, at, length);
      if (fault == null) {
        RecordHeader header = RecordHeader.read(bytes, at);
        records.add(new Entry(at, header));
        at += header.recordLength();
        continue;
      }
      int damaged = at;
      do {
        at = nextStart(bytes, at + 1, length);
        falseStarts++;
      } while (at < length
          && falseStarts < MAX_FALSE_STARTS
          && RecordHeader.check(bytes, at, length) != null);
      if (falseStarts >= MAX_FALSE_STARTS) {
        at = length;
      }
      damages.add(new Damage(damaged, at - damaged, fault));
    }
    return new SegmentScan(records, damages, length);
  }

  /** Where the last good record ends. */
  public int goodEnd() {
    if (records.isEmpty()) {
      return 0;
    }
    Entry last = records.getLast();
    return last.offset() + last.header().recordLength();
  }

  /** Damages other than a torn end: what a killed writer had not finished was never promised. */
  int lostRecords() {
    int lost = 0;
    for (Damage damage : damages) {
      if (damage.fault() != RecordFault.TORN || damage.offset() < goodEnd()) {
        lost++;
      }
    }
    return lost;
  }

  /**
   * The next place from {@code from} on where the magic number of a record's first frame stands.
   */
  private static int nextStart(byte[] bytes, int from, int length) {
    for (int at = from; at <= length - 4; at++) {
      if (bytes[at] == 0x5B && LittleEndian.getInt(bytes, at) == RecordHeader.SKIPPABLE_MAGIC) {
        return at;
      }
    }
    return length;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.io.File;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * Keeps one exporter's position: two slots, written in turn, so that a write that is cut short
 * leaves the one before. Of the good slots the higher generation counts; none means from the start,
 * which repeats records and loses none.
 *
 * <pre>
 *   0  8  points acknowledged up to this sequence
 *   8  8  summaries acknowledged up to this sequence
 *  16  8  generation
 *  24  4  "RMRC"
 *  28  4  CRC32C of bytes 0 to 28
 * </pre>
 */
public final class CursorFile {
  /** How the names of these files begin; the exporter's name follows. */
  public static final String PREFIX = "cursor-";

  static final int SLOT = 32;

  private static final int MAGIC = 'R' | 'M' << 8 | 'R' << 16 | 'C' << 24;

  private final FileLayer files;
  private final File file;
  private long generation;
  private long points;
  private long summaries;

  /** Touches no file. */
  public CursorFile(FileLayer files, File file) {
    this.files = files;
    this.file = file;
  }

  /** Reads what is there; nothing readable counts as the start. */
  public void load() {
    byte[] bytes = new byte[2 * SLOT];
    int length = 0;
    try {
      length = files.length(file) > 0 ? files.read(file, 0, bytes, bytes.length) : 0;
    } catch (IOException e) {
      // From the start: the exporter sends again what it sent, with the same batch ids.
    }
    for (int slot = 0; slot + SLOT <= length; slot += SLOT) {
      long found = LittleEndian.getLong(bytes, slot + 16);
      if (isGood(bytes, slot) && found > generation) {
        generation = found;
        points = LittleEndian.getLong(bytes, slot);
        summaries = LittleEndian.getLong(bytes, slot + 8);
      }
    }
  }

  /** Whether there was a good slot. */
  public boolean isKnown() {
    return generation > 0;
  }

  /** Points are acknowledged up to this sequence. */
  public long points() {
    return points;
  }

  /** Summaries are acknowledged up to this sequence. */
  public long summaries() {
    return summaries;
  }

  /** Writes a new position. */
  void store(long newPoints, long newSummaries) throws IOException {
    if (newPoints == points && newSummaries == summaries && generation > 0) {
      return;
    }
    if (generation == 0) {
      // Not read so far, because the directory could not be used: an older slot must not win.
      load();
    }
    byte[] slot = new byte[SLOT];
    LittleEndian.putLong(slot, 0, newPoints);
    LittleEndian.putLong(slot, 8, newSummaries);
    LittleEndian.putLong(slot, 16, generation + 1);
    LittleEndian.putInt(slot, 24, MAGIC);
    LittleEndian.putInt(slot, 28, checksum(slot, 0));
    files.write(file, ((generation + 1) & 1) * SLOT, slot);
    generation++;
    points = newPoints;
    summaries = newSummaries;
  }

  private static boolean isGood(byte[] bytes, int slot) {
    return LittleEndian.getInt(bytes, slot + 24) == MAGIC
        && LittleEndian.getInt(bytes, slot + 28) == checksum(bytes, slot)
        && LittleEndian.getLong(bytes, slot) >= 0
        && LittleEndian.getLong(bytes, slot + 8) >= 0;
  }

  private static int checksum(byte[] bytes, int slot) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, slot, SLOT - 4);
    return (int) crc.getValue();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import dev.remora.internal.buffer.CursorFile;
import dev.remora.internal.buffer.LocalFiles;
import java.nio.file.Path;

/**
 * How far an exporter has come.
 *
 * @param file where that stands
 * @param exporter its name, as far as a file's name can have it
 * @param known false when the file has no position with a right checksum: the exporter then begins
 *     with the oldest record
 * @param points sequence up to which points are acknowledged
 * @param summaries sequence up to which summaries are acknowledged
 */
record CursorState(Path file, String exporter, boolean known, long points, long summaries) {

  /** Reads a position. */
  static CursorState read(Path file) {
    CursorFile cursor = new CursorFile(new LocalFiles(), file.toFile());
    cursor.load();
    String exporter = file.getFileName().toString().substring(CursorFile.PREFIX.length());
    return new CursorState(file, exporter, cursor.isKnown(), cursor.points(), cursor.summaries());
  }
}

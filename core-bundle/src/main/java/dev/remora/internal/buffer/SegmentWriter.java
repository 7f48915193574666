// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.io.File;
import java.io.IOException;

/** Writes the segments of one class, one after the other. Used by the writer's thread. */
final class SegmentWriter {
  private final Priority priority;
  private final BufferDirectory directory;
  private final FileLayer files;
  private final Backlog backlog;
  private Segment active;
  private FileLayer.AppendFile file;
  private long length;
  private String lastInvocation = "";

  SegmentWriter(Priority priority, BufferDirectory directory, FileLayer files, Backlog backlog) {
    this.priority = priority;
    this.directory = directory;
    this.files = files;
    this.backlog = backlog;
  }

  /** Whether the next record of this length and invocation begins a new segment. */
  boolean startsNew(EncodedRecord record, long segmentLimit) {
    return active == null
        || length + record.length() > segmentLimit
        || length >= segmentLimit / 4 && !record.invocationId().equals(lastInvocation);
  }

  /** Writes a record behind the others, or first into a new segment. */
  void write(EncodedRecord record, boolean startNew) throws IOException {
    checkStillThere();
    if (startNew) {
      seal();
    }
    if (active == null) {
      start(record.sequence());
    }
    try {
      file.append(record.bytes(), record.length());
    } catch (IOException e) {
      cutOffRest();
      throw e;
    }
    length += record.length();
    lastInvocation = record.invocationId();
    backlog.written(active, record);
  }

  /**
   * {@code /tmp} belongs to the function: it may have deleted our file, and writes would still
   * succeed.
   */
  private void checkStillThere() {
    if (active == null) {
      return;
    }
    long found = files.length(active.file);
    if (found == length) {
      return;
    }
    Segment gone = active;
    seal();
    if (found < 0) {
      backlog.drop(gone, DropReason.CORRUPT);
    }
  }

  private void start(long sequence) throws IOException {
    File path = directory.segmentFile(priority, sequence);
    try {
      file = files.openAppend(path);
    } catch (IOException e) {
      directory.remake();
      file = files.openAppend(path);
    }
    length = 0;
    active = Segment.started(path, priority, sequence);
    backlog.add(active);
  }

  /** Takes back a record that was written in part. */
  private void cutOffRest() {
    try {
      file.truncate(length);
      if (length > 0) {
        return;
      }
    } catch (IOException e) {
      // Readers know where the last whole record ends, and so will a successor.
    }
    Segment failed = active;
    boolean empty = length == 0;
    seal();
    if (empty && backlog.drop(failed, DropReason.DISK_FULL)) {
      directory.delete(failed.file);
    }
  }

  /** Closes the current segment, if there is one. */
  void seal() {
    if (active == null) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      // What was written is in the page cache already.
    }
    backlog.seal(active);
    active = null;
    file = null;
  }

  /** Closes the current segment if it is this one. */
  void sealIf(Segment segment) {
    if (segment == active) {
      seal();
    }
  }
}

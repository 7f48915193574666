// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import dev.remora.api.PluginLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The buffer on disk. One instance per agent; {@code docs/buffer-format.md} says what lies where
 * and what survives what.
 */
public final class DiskBuffer implements BufferStore {
  /** 1 MiB. */
  static final int MAX_SEGMENT = 1 << 20;

  private static final int MIN_SEGMENT = 64 << 10;
  private static final int SEGMENTS_PER_QUOTA = 4;
  private static final int MAX_APPENDS_BETWEEN_ATTEMPTS = 64;
  private static final int SEQUENCES_PER_MILLISECOND_BITS = 20;

  private final BufferOptions options;
  private final FileLayer files;
  private final LongSupplier unixMillis;
  private final PluginLog log;
  private final Backlog backlog = new Backlog();
  private final RecordCodec codec = new RecordCodec();
  private final BufferDirectory directory;
  private final SegmentWriter points;
  private final SegmentWriter summaries;
  private final List<ExporterCursor> cursors = new ArrayList<>(2);

  private BatchIds batchIds;
  private long nextSequence;
  private long quota;
  private boolean shortOfSpace;
  private int appendsUntilAttempt;
  private int appendsBetweenAttempts = 1;
  private boolean closed;

  private DiskBuffer(
      BufferOptions options, FileLayer files, LongSupplier unixMillis, PluginLog log) {
    this.options = options;
    this.files = files;
    this.unixMillis = unixMillis;
    this.log = log;
    directory = new BufferDirectory(options.directory(), options.functionVersion(), files, log);
    points = new SegmentWriter(Priority.POINT, directory, files, backlog);
    summaries = new SegmentWriter(Priority.SUMMARY, directory, files, backlog);
    batchIds = new BatchIds(options.sandboxId());
    // From the clock, so that a sequence, and with it a batch id, is not used twice in a sandbox
    // even
    // if nothing is left of the records a predecessor sent; the files only guard against a clock
    // set
    // back.
    nextSequence = Math.max(1, unixMillis.getAsLong() << SEQUENCES_PER_MILLISECOND_BITS);
  }

  /**
   * Opens the buffer and adopts what an earlier agent of the same function version left. Never
   * throws: a directory that cannot be used is said in one line and tried again later, and until
   * then records wait in memory.
   *
   * @param unixMillis the clock, Unix milliseconds
   */
  public static DiskBuffer open(
      BufferOptions options, FileLayer files, LongSupplier unixMillis, PluginLog log) {
    DiskBuffer buffer = new DiskBuffer(options, files, unixMillis, log);
    buffer.openDirectory();
    return buffer;
  }

  @Override
  public void append(NewRecord record) {
    if (closed) {
      return;
    }
    if (record.length() > RecordHeader.MAX_PAYLOAD) {
      log.warn(
          "Buffer: a batch of "
              + record.length()
              + " bytes is larger than the "
              + RecordHeader.MAX_PAYLOAD
              + " that a record may hold; it is dropped.");
      backlog.countDropped(DropReason.TOO_LARGE, 1);
      return;
    }
    long now = unixMillis.getAsLong();
    long sequence = nextSequence++;
    int length = codec.encode(record, sequence, batchIds.of(sequence), now);
    EncodedRecord encoded =
        new EncodedRecord(
            sequence, record.priority(), now, record.invocationId(), codec.encoded(), length);
    if (!isDirectoryOpen()) {
      backlog.keepInMemory(encoded.copy());
      return;
    }
    expire(now);
    try {
      writeFromMemory();
      write(encoded);
    } catch (IOException e) {
      log.warn(
          "Buffer: "
              + options.directory()
              + " takes no data ("
              + e.getMessage()
              + "); batches wait in memory, at most "
              + (MemoryRing.CAPACITY >> 10)
              + " KiB.");
      backlog.keepInMemory(encoded.copy());
    }
  }

  @Override
  public Cursor cursor(String exporter) {
    synchronized (cursors) {
      for (ExporterCursor cursor : cursors) {
        if (cursor.exporter().equals(exporter) && !cursor.closed()) {
          return cursor;
        }
      }
      CursorFile cursorFile = new CursorFile(files, directory.cursorFile(exporter));
      if (directory.isOpen()) {
        cursorFile.load();
      }
      ExporterCursor cursor =
          new ExporterCursor(exporter, backlog, files, directory, cursorFile, log);
      cursors.add(cursor);
      return cursor;
    }
  }

  @Override
  public long quotaBytes() {
    return quota > 0 ? quota : BufferOptions.SMALLEST_QUOTA;
  }

  @Override
  public BufferStatistics statistics() {
    return backlog.statistics();
  }

  @Override
  public void discard(String sandboxId) {
    points.seal();
    summaries.seal();
    batchIds = new BatchIds(sandboxId);
    nextSequence = Math.max(nextSequence, unixMillis.getAsLong() << SEQUENCES_PER_MILLISECOND_BITS);
    directory.delete(backlog.clear(nextSequence - 1));
    if (directory.isOpen()) {
      directory.deleteContent();
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    if (isDirectoryOpen()) {
      try {
        writeFromMemory();
      } catch (IOException e) {
        log.debug("Buffer: batches in memory cannot be written (" + e.getMessage() + ").");
      }
    }
    closed = true;
    points.seal();
    summaries.seal();
    directory.delete(backlog.takeDone());
    directory.close();
  }

  /** Whether there is a directory to write to; where there is none, tries again now and then. */
  private boolean isDirectoryOpen() {
    if (directory.isOpen()) {
      return true;
    }
    if (--appendsUntilAttempt > 0) {
      return false;
    }
    openDirectory();
    appendsUntilAttempt = appendsBetweenAttempts;
    appendsBetweenAttempts = Math.min(2 * appendsBetweenAttempts, MAX_APPENDS_BETWEEN_ATTEMPTS);
    return directory.isOpen();
  }

  private void openDirectory() {
    try {
      long highest = directory.open(backlog);
      nextSequence = Math.max(nextSequence, highest + 1);
      checkSpace();
      if (!shortOfSpace) {
        quota = options.quota(directory.freeBytes());
      }
    } catch (IOException e) {
      directory.close();
      log.warn(
          "Buffer: "
              + options.directory()
              + " cannot be used ("
              + e.getMessage()
              + "), expected a directory of our own; batches wait in memory, at most "
              + (MemoryRing.CAPACITY >> 10)
              + " KiB.");
    }
  }

  private void writeFromMemory() throws IOException {
    EncodedRecord waiting = backlog.oldestInMemory();
    while (waiting != null) {
      write(waiting);
      waiting = backlog.oldestInMemory();
    }
  }

  private void write(EncodedRecord record) throws IOException {
    SegmentWriter writer = record.priority() == Priority.POINT ? points : summaries;
    boolean startNew = writer.startsNew(record, segmentLimit());
    if (startNew) {
      checkSpace();
    }
    makeRoomFor(record.length());
    writer.write(record, startNew);
  }

  private long segmentLimit() {
    return Math.clamp(allowed() / SEGMENTS_PER_QUOTA, MIN_SEGMENT, MAX_SEGMENT);
  }

  private void checkSpace() {
    shortOfSpace = directory.freeBytes() < BufferOptions.SHORT_OF_SPACE;
  }

  /** The quota, or the least when the function needs the disk. */
  private long allowed() {
    return shortOfSpace ? Math.min(quota, BufferOptions.SMALLEST_QUOTA) : quota;
  }

  private void makeRoomFor(int length) {
    while (backlog.diskBytes() + length > allowed()) {
      Segment victim = backlog.leastWanted();
      if (victim == null) {
        return;
      }
      remove(victim, shortOfSpace ? DropReason.DISK_FULL : DropReason.QUOTA);
    }
  }

  private void expire(long now) {
    for (Priority priority : Priority.values()) {
      Segment old = backlog.olderThan(priority, now - options.maxAgeMillis());
      if (old != null && old.sealed()) {
        remove(old, DropReason.EXPIRED);
      }
    }
  }

  private void remove(Segment segment, DropReason reason) {
    points.sealIf(segment);
    summaries.sealIf(segment);
    directory.index(segment, backlog);
    if (backlog.drop(segment, reason)) {
      directory.delete(segment.file);
    }
  }
}

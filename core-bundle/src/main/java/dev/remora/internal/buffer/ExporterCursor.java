// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import dev.remora.api.PluginLog;
import dev.remora.api.Signal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A {@link Cursor} on the records of a {@link Backlog}. */
final class ExporterCursor implements Cursor {
  private static final int READ_ATTEMPTS = 3;

  /** Small ones take more memory than their payload. */
  private static final int MOST_RECORDS = 256;

  private final String exporter;
  private final Backlog backlog;
  private final FileLayer files;
  private final BufferDirectory directory;
  private final CursorFile cursorFile;
  private final Position position;
  private final PluginLog log;
  private final RecordCodec codec = new RecordCodec();
  private int failedReads;
  private volatile boolean closed;

  ExporterCursor(
      String exporter,
      Backlog backlog,
      FileLayer files,
      BufferDirectory directory,
      CursorFile cursorFile,
      PluginLog log) {
    this.exporter = exporter;
    this.backlog = backlog;
    this.files = files;
    this.directory = directory;
    this.cursorFile = cursorFile;
    this.log = log;
    position = new Position(cursorFile.points(), cursorFile.summaries());
    backlog.register(position);
  }

  String exporter() {
    return exporter;
  }

  boolean closed() {
    return closed;
  }

  @Override
  public List<BufferedRecord> peek(Order order, Priority only, int maxBytes) {
    BufferedRecord next = next(position, order, only);
    if (next == null) {
      return List.of();
    }
    if (next.payload().length >= maxBytes) {
      return List.of(next);
    }
    List<BufferedRecord> group = new ArrayList<>();
    Signal signal = next.signal();
    Position ahead = backlog.copy(position);
    long bytes = 0;
    while (next != null
        && next.signal() == signal
        && group.size() < MOST_RECORDS
        && (group.isEmpty() || bytes + next.payload().length <= maxBytes)) {
      group.add(next);
      bytes += next.payload().length;
      ahead.done(next.priority(), next.sequence());
      next = next(ahead, order, next.priority());
    }
    return group;
  }

  /** The record behind a position; null when there is none. */
  private BufferedRecord next(Position from, Order order, Priority only) {
    while (!closed) {
      // No pattern switch: its first use costs milliseconds of CPU.
      Location next = backlog.next(from, order, only);
      if (next == null) {
        return null;
      }
      if (next instanceof Location.Unread unread) {
        directory.index(unread.segment(), backlog);
      } else if (next instanceof Location.InMemory inMemory) {
        EncodedRecord record = inMemory.record();
        return codec.decode(record.bytes(), 0, record.length());
      } else if (next instanceof Location.OnDisk onDisk) {
        byte[] bytes = new byte[onDisk.length()];
        if (!read(onDisk, bytes) && failedReads < READ_ATTEMPTS) {
          return null;
        }
        failedReads = 0;
        BufferedRecord record = codec.decode(bytes, 0, bytes.length);
        if (record != null && record.sequence() == onDisk.sequence()) {
          return record;
        }
        backlog.lost(onDisk.segment(), onDisk.sequence());
      }
    }
    return null;
  }

  /** Whether the attempt says anything about the record: a disk that fails now may work later. */
  private boolean read(Location.OnDisk onDisk, byte[] bytes) {
    try {
      files.read(onDisk.segment().file, onDisk.offset(), bytes, bytes.length);
      return true;
    } catch (IOException e) {
      if (files.length(onDisk.segment().file) < 0) {
        return true;
      }
      failedReads++;
      log.debug("Buffer: a record cannot be read now (" + e.getMessage() + ").");
      return false;
    }
  }

  @Override
  public void acknowledge(List<BufferedRecord> records) {
    if (closed) {
      return;
    }
    List<Segment> unneeded = new ArrayList<>(0);
    for (BufferedRecord record : records) {
      unneeded.addAll(backlog.done(position, record.priority(), record.sequence()));
    }
    storePosition();
    directory.delete(unneeded);
  }

  @Override
  public void drop(BufferedRecord record, DropReason reason) {
    if (!closed) {
      backlog.countDropped(reason, 1);
      acknowledge(record);
    }
  }

  /** Before files are deleted, so that what is gone is never asked for again. */
  private void storePosition() {
    if (!directory.isOpen()) {
      return;
    }
    try {
      cursorFile.store(
          backlog.through(position, Priority.POINT), backlog.through(position, Priority.SUMMARY));
    } catch (IOException e) {
      log.debug(
          "Buffer: the position of exporter "
              + exporter
              + " cannot be written; a restart would repeat batches ("
              + e.getMessage()
              + ").");
    }
  }

  @Override
  public long backlogBytes() {
    return closed ? 0 : backlog.bytesFor(position);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      directory.delete(backlog.unregister(position));
    }
  }
}

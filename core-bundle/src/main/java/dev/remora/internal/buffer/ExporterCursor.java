// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import dev.remora.api.PluginLog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A {@link Cursor} on the records of a {@link Backlog}. */
final class ExporterCursor implements Cursor {
  private static final int READ_ATTEMPTS = 3;

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
  public Optional<BufferedRecord> peek(Order order) {
    while (!closed) {
      // No pattern switch: its first use costs milliseconds of CPU.
      Location next = backlog.next(position, order);
      if (next == null) {
        return Optional.empty();
      }
      if (next instanceof Location.Unread unread) {
        directory.index(unread.segment(), backlog);
      } else if (next instanceof Location.InMemory inMemory) {
        EncodedRecord record = inMemory.record();
        return Optional.of(codec.decode(record.bytes(), 0, record.length()));
      } else if (next instanceof Location.OnDisk onDisk) {
        byte[] bytes = new byte[onDisk.length()];
        if (!read(onDisk, bytes) && failedReads < READ_ATTEMPTS) {
          return Optional.empty();
        }
        failedReads = 0;
        BufferedRecord record = codec.decode(bytes, 0, bytes.length);
        if (record != null && record.sequence() == onDisk.sequence()) {
          return Optional.of(record);
        }
        backlog.lost(onDisk.segment(), onDisk.sequence());
      }
    }
    return Optional.empty();
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
  public void acknowledge(BufferedRecord record) {
    if (closed) {
      return;
    }
    List<Segment> unneeded = backlog.done(position, record.priority(), record.sequence());
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

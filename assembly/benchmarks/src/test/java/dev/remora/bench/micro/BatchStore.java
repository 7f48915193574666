// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.micro;

import dev.remora.api.PluginLog;
import dev.remora.api.Signal;
import dev.remora.internal.buffer.BufferOptions;
import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.buffer.Cursor;
import dev.remora.internal.buffer.DiskBuffer;
import dev.remora.internal.buffer.LocalFiles;
import dev.remora.internal.buffer.NewRecord;
import dev.remora.internal.buffer.Priority;
import dev.remora.internal.log.AgentLog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/** Something that keeps batches on disk: the buffer, or what it is compared with. One thread. */
interface BatchStore extends AutoCloseable {

  /** Puts a batch behind all others. */
  void append(byte[] batch) throws IOException;

  /** Takes the next batch, oldest first. */
  byte[] read() throws IOException;

  @Override
  void close() throws IOException;

  /** Opens one: {@code lz4} is the buffer, {@code gzip} and {@code plain} are files. */
  static BatchStore open(String format, Path folder) {
    return switch (format) {
      case "lz4" -> new Buffer(buffer(folder.toFile()));
      case "gzip" -> new PlainFiles(folder, true);
      case "plain" -> new PlainFiles(folder, false);
      default -> throw new IllegalArgumentException(format);
    };
  }

  /** The buffer as the agent opens it. */
  static DiskBuffer buffer(File folder) {
    PluginLog log = new AgentLog(System.err, AgentLog.Level.WARN);
    BufferOptions options =
        new BufferOptions(
            folder,
            "8d0f5d1e-3c4b-4a5e-9d6f-0123456789ab",
            "1",
            BufferOptions.DEFAULT_QUOTA,
            BufferOptions.DEFAULT_MAX_AGE_MILLIS);
    return DiskBuffer.open(options, new LocalFiles(), System::currentTimeMillis, log);
  }

  /** Remora's own. */
  record Buffer(DiskBuffer buffer, Cursor cursor) implements BatchStore {
    Buffer(DiskBuffer buffer) {
      this(buffer, buffer.cursor("benchmark"));
    }

    @Override
    public void append(byte[] batch) {
      buffer.append(
          new NewRecord(
              Signal.METRICS,
              Priority.POINT,
              500,
              "5d89e504-2532-4b6c-b591-b921ae709a22",
              batch,
              batch.length));
    }

    @Override
    public byte[] read() throws IOException {
      BufferedRecord next = cursor.peek().orElseThrow(() -> new IOException("nothing is left"));
      cursor.acknowledge(next);
      return next.payload();
    }

    @Override
    public void close() {
      cursor.close();
      buffer.close();
    }
  }
}

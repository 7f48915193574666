// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import dev.remora.api.Batch;
import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Exporter;
import dev.remora.api.ExporterPlugin;
import dev.remora.api.PluginContext;
import dev.remora.api.Signal;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Appends each batch as one line of OTLP JSON to a file per signal. A line is written with one call
 * and taken back when it could not be written whole, so that a file holds complete lines whatever
 * happens; only the kill of the agent within that call can leave a torn one, and the next batch
 * begins on a new line behind it.
 */
@ExporterPlugin("file")
public final class FileExporter implements Exporter {
  private static final int NOT_OURS = -1;

  private final FileSettings settings;
  private final Storage storage;
  private final FileSet files;
  private final BatchEncoder encoder;

  /**
   * The length at which this exporter left a signal's file; {@link #NOT_OURS} before it wrote one.
   */
  private final long[] leftAt = new long[Signal.values().length];

  /** The exporter as the agent makes it. Touches no file. */
  public FileExporter(PluginContext context) {
    this(context, new LocalStorage());
  }

  FileExporter(PluginContext context, Storage storage) {
    this.settings = FileSettings.from(context);
    this.storage = storage;
    this.files = new FileSet(settings, storage, context.log());
    this.encoder = new BatchEncoder(settings);
    Arrays.fill(leftAt, NOT_OURS);
  }

  @Override
  public ExportResult export(Batch batch, Deadline deadline) {
    if (deadline.expired()) {
      return noTimeLeft();
    }
    byte[] bytes;
    try {
      bytes = encoder.encode(batch);
    } catch (RuntimeException e) {
      return ExportResult.rejected("the batch cannot be written as OTLP JSON: " + Problem.of(e));
    }
    if (bytes.length > settings.maxTotalSize()) {
      return ExportResult.rejected(settings.tooLarge(bytes.length));
    }
    if (deadline.expired()) {
      return noTimeLeft();
    }
    try {
      append(batch.signal(), bytes);
      return ExportResult.success();
    } catch (IOException | RuntimeException e) {
      return ExportResult.retryLater(settings.unusable(Problem.of(e)));
    }
  }

  private static ExportResult noTimeLeft() {
    return ExportResult.retryLater("no time was left to write the batch to its file");
  }

  private void append(Signal signal, byte[] bytes) throws IOException {
    storage.prepare(settings.directory());
    Path path = files.makeRoom(signal, bytes.length, leftAt[signal.ordinal()]);
    try (Storage.OpenFile file = storage.open(path)) {
      long length = file.size();
      int from = encoder.startFor(length > 0 && file.lastByte() != '\n');
      writeWhole(file, path, bytes, from, length);
      leftAt[signal.ordinal()] = length + bytes.length - from;
    }
  }

  /** Writes all or nothing. */
  private static void writeWhole(
      Storage.OpenFile file, Path path, byte[] bytes, int from, long lengthBefore)
      throws IOException {
    try {
      int written = file.write(bytes, from);
      if (written < bytes.length - from) {
        throw new FileSystemException(path.toString(), null, "could be written in part only");
      }
    } catch (IOException | RuntimeException e) {
      try {
        file.truncate(lengthBefore);
      } catch (IOException | RuntimeException stillTorn) {
        // The next batch finds the torn line and begins behind it.
        e.addSuppressed(stillTorn);
      }
      throw e;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import dev.remora.api.Signal;
import dev.remora.cli.CommandFailure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The files of an export, made when their first record comes and never overwritten. */
final class ExportTarget implements AutoCloseable {
  private final Path target;
  private final boolean folder;
  private final boolean lines;
  private final Path[] files = new Path[Signal.values().length];
  private final OutputStream[] streams = new OutputStream[Signal.values().length];
  private final long[] records = new long[Signal.values().length];
  private final long[] items = new long[Signal.values().length];
  private boolean complete;

  /**
   * @param target a folder, or a file for records of one signal
   * @param lines whether a line end follows each record
   */
  ExportTarget(Path target, boolean folder, boolean lines) {
    this.target = target;
    this.folder = folder;
    this.lines = lines;
  }

  /** Writes one record behind the others of its signal. */
  void write(Signal signal, byte[] content, int itemCount) throws IOException, CommandFailure {
    int i = signal.ordinal();
    if (streams[i] == null) {
      open(signal);
    }
    streams[i].write(content);
    if (lines) {
      streams[i].write('\n');
    }
    records[i]++;
    items[i] += itemCount;
  }

  private void open(Signal signal) throws IOException, CommandFailure {
    for (OutputStream other : streams) {
      if (!folder && other != null) {
        throw new CommandFailure(
            "there are metrics and logs, and "
                + target
                + " can have only one of them: name a folder with -o");
      }
    }
    Path file = folder ? target.resolve(Text.signal(signal) + (lines ? ".jsonl" : ".pb")) : target;
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    streams[signal.ordinal()] =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    files[signal.ordinal()] = file;
  }

  /** Everything is written; without this the files are deleted again. */
  void complete() throws IOException {
    closeAll();
    complete = true;
  }

  /** The file that was written for a signal; null when there is none. */
  Path file(Signal signal) {
    return files[signal.ordinal()];
  }

  long records(Signal signal) {
    return records[signal.ordinal()];
  }

  /** Data points or log records. */
  long items(Signal signal) {
    return items[signal.ordinal()];
  }

  @Override
  public void close() throws IOException {
    if (!complete) {
      closeAll();
      for (Path file : files) {
        if (file != null) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void closeAll() throws IOException {
    for (OutputStream stream : streams) {
      if (stream != null) {
        stream.close();
      }
    }
  }
}

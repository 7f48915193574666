// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import dev.remora.api.Signal;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A buffer in a directory of its own, with a clock and a disk that obey. */
final class BufferFixture {
  static final String VERSION = "7";

  final Path directory;
  final FaultyFiles files = new FaultyFiles();
  final RecordingLog log = new RecordingLog();
  long now = 1_800_000_000_000L;
  long quota;

  BufferFixture(Path directory) {
    this.directory = directory;
  }

  DiskBuffer open() {
    return open("sandbox-1", VERSION);
  }

  DiskBuffer open(String sandboxId, String functionVersion) {
    now += 1000;
    return DiskBuffer.open(
        new BufferOptions(
            directory.toFile(),
            sandboxId,
            functionVersion,
            quota,
            BufferOptions.DEFAULT_MAX_AGE_MILLIS),
        files,
        () -> now,
        log);
  }

  static NewRecord point(String text) {
    return record(Priority.POINT, "", text.getBytes(StandardCharsets.UTF_8));
  }

  static NewRecord summary(String text) {
    return record(Priority.SUMMARY, "", text.getBytes(StandardCharsets.UTF_8));
  }

  static NewRecord record(Priority priority, String invocationId, byte[] payload) {
    Signal signal = priority == Priority.POINT ? Signal.METRICS : Signal.LOGS;
    return new NewRecord(signal, priority, 1, invocationId, payload, payload.length);
  }

  /** Bytes that do not compress. */
  static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static String text(BufferedRecord record) {
    return new String(record.payload(), StandardCharsets.UTF_8);
  }

  /** Peeks and acknowledges until nothing is left. */
  static List<BufferedRecord> drain(Cursor cursor) {
    return drain(cursor, Cursor.Order.OLDEST_FIRST);
  }

  static List<BufferedRecord> drain(Cursor cursor, Cursor.Order order) {
    List<BufferedRecord> all = new ArrayList<>();
    Optional<BufferedRecord> next = cursor.peek(order);
    while (next.isPresent()) {
      all.add(next.get());
      cursor.acknowledge(next.get());
      next = cursor.peek(order);
    }
    return all;
  }

  static List<String> texts(List<BufferedRecord> records) {
    List<String> texts = new ArrayList<>();
    for (BufferedRecord record : records) {
      texts.add(text(record));
    }
    return texts;
  }

  /** The segment files, in the order of their names. */
  List<Path> segments() {
    File[] found = directory.toFile().listFiles((folder, name) -> name.endsWith(".lz4"));
    List<Path> paths = new ArrayList<>();
    if (found != null) {
      Arrays.sort(found);
      for (File file : found) {
        paths.add(file.toPath());
      }
    }
    return paths;
  }

  /** Removes everything and puts one segment there, as a killed agent would have left it. */
  void leave(String segmentName, byte[] content) {
    try {
      Files.createDirectories(directory);
      for (File file : directory.toFile().listFiles()) {
        Files.delete(file.toPath());
      }
      Files.write(directory.resolve(segmentName), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

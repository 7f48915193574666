// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.micro;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Batches in files of 1 MiB, sixteen of them at most, each batch behind its length: as much
 * bookkeeping as a log on disk needs at least, no checksum, no position. Compressed by the JDK's
 * gzip at its fastest level, or not at all.
 */
final class PlainFiles implements BatchStore {
  private static final int FILE_BYTES = 1 << 20;
  private static final int MOST_FILES = 16;

  private final Path folder;
  private final boolean gzip;
  private RandomAccessFile writing;
  private DataInputStream reading;
  private int newest = -1;
  private int oldest;

  PlainFiles(Path folder, boolean gzip) {
    this.folder = folder;
    this.gzip = gzip;
  }

  @Override
  public void append(byte[] batch) throws IOException {
    byte[] stored = gzip ? compress(batch) : batch;
    if (writing == null || writing.getFilePointer() + stored.length > FILE_BYTES) {
      begin();
    }
    byte[] record = new byte[4 + stored.length];
    record[0] = (byte) (stored.length >> 24);
    record[1] = (byte) (stored.length >> 16);
    record[2] = (byte) (stored.length >> 8);
    record[3] = (byte) stored.length;
    System.arraycopy(stored, 0, record, 4, stored.length);
    writing.write(record);
  }

  private void begin() throws IOException {
    if (writing != null) {
      writing.close();
    }
    newest++;
    if (newest - oldest == MOST_FILES) {
      Files.delete(file(oldest++));
    }
    writing = new RandomAccessFile(file(newest).toFile(), "rw");
  }

  private Path file(int number) {
    return folder.resolve("batches-" + number);
  }

  @Override
  public byte[] read() throws IOException {
    while (true) {
      if (reading == null) {
        reading = new DataInputStream(Files.newInputStream(file(oldest)));
      }
      try {
        byte[] stored = new byte[reading.readInt()];
        reading.readFully(stored);
        return gzip ? decompress(stored) : stored;
      } catch (EOFException e) {
        reading.close();
        reading = null;
        Files.delete(file(oldest++));
      }
    }
  }

  private static byte[] compress(byte[] batch) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(batch.length / 2);
    try (GZIPOutputStream out =
        new GZIPOutputStream(bytes, 8192) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        }) {
      out.write(batch);
    }
    return bytes.toByteArray();
  }

  private static byte[] decompress(byte[] stored) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(stored), 8192)) {
      return in.readAllBytes();
    }
  }

  @Override
  public void close() throws IOException {
    if (writing != null) {
      writing.close();
    }
    if (reading != null) {
      reading.close();
    }
  }
}

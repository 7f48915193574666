// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;

/**
 * The real disk with faults on demand. Its locks never exclude this process, so that a test can
 * open a directory again as if the first owner had been killed.
 */
final class FaultyFiles implements FileLayer {
  private static final long UNLIMITED = Long.MAX_VALUE;

  private final LocalFiles disk = new LocalFiles();
  private volatile long writableBytes = UNLIMITED;
  private volatile long freeBytes = 1L << 40;
  private volatile boolean truncateFails;
  private volatile boolean lockedByAnother;
  private volatile boolean readsFail;

  /** After so many more bytes the disk is full; what still fits of a write is written. */
  void fullAfter(long bytes) {
    writableBytes = bytes;
  }

  void spaceAgain() {
    writableBytes = UNLIMITED;
  }

  void freeBytes(long bytes) {
    freeBytes = bytes;
  }

  void truncateFails(boolean fails) {
    truncateFails = fails;
  }

  void readsFail(boolean fail) {
    readsFail = fail;
  }

  void lockedByAnother(boolean locked) {
    lockedByAnother = locked;
  }

  private int take(int length) {
    if (writableBytes == UNLIMITED) {
      return length;
    }
    int fits = (int) Math.min(length, writableBytes);
    writableBytes -= fits;
    return fits;
  }

  @Override
  public void makePrivateDirectory(File directory) throws IOException {
    disk.makePrivateDirectory(directory);
  }

  @Override
  public Closeable tryLock(File file) {
    return lockedByAnother ? null : () -> {};
  }

  @Override
  public String[] list(File directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public long length(File file) {
    return disk.length(file);
  }

  @Override
  public int read(File file, long position, byte[] into, int length) throws IOException {
    if (readsFail) {
      throw new IOException("Input/output error");
    }
    return disk.read(file, position, into, length);
  }

  @Override
  public AppendFile openAppend(File file) throws IOException {
    AppendFile open = disk.openAppend(file);
    return new AppendFile() {
      @Override
      public void append(byte[] bytes, int length) throws IOException {
        int fits = take(length);
        open.append(bytes, fits);
        if (fits < length) {
          throw new IOException("No space left on device");
        }
      }

      @Override
      public void truncate(long length) throws IOException {
        if (truncateFails) {
          throw new IOException("Input/output error");
        }
        open.truncate(length);
      }

      @Override
      public void close() throws IOException {
        open.close();
      }
    };
  }

  @Override
  public void write(File file, long position, byte[] bytes) throws IOException {
    int fits = take(bytes.length);
    disk.write(file, position, java.util.Arrays.copyOf(bytes, fits));
    if (fits < bytes.length) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  public void truncate(File file, long length) throws IOException {
    disk.truncate(file, length);
  }

  @Override
  public void delete(File file) throws IOException {
    disk.delete(file);
  }

  @Override
  public long freeBytes(File directory) {
    return freeBytes;
  }
}

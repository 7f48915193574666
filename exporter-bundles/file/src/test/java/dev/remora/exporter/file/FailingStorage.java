// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The real disk with faults that a test chooses. */
final class FailingStorage implements Storage {
  private final Storage disk = new LocalStorage();

  /** What happens first. */
  interface Event {
    void at(Path path) throws IOException;
  }

  /** How a write ends for which there is no room. */
  enum WhenFull {
    /** Some bytes are taken, as the kernel does it while there is some room. */
    SHORT_WRITE,
    /** Some bytes are taken, and yet it fails. */
    FAILURE,
    /** Likewise, and the file cannot be cut back either. */
    FAILURE_FOR_GOOD
  }

  Event beforePreparing = path -> {};
  Event beforeOpening = path -> {};

  /** How many bytes there is room for. */
  int room = Integer.MAX_VALUE;

  WhenFull whenFull = WhenFull.SHORT_WRITE;
  int writes;

  @Override
  public void prepare(Path directory) throws IOException {
    beforePreparing.at(directory);
    disk.prepare(directory);
  }

  @Override
  public List<String> names(Path directory) throws IOException {
    return disk.names(directory);
  }

  @Override
  public Status status(Path file) throws IOException {
    return disk.status(file);
  }

  @Override
  public OpenFile open(Path file) throws IOException {
    beforeOpening.at(file);
    return new Limited(disk.open(file));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  private final class Limited implements OpenFile {
    private final OpenFile file;

    Limited(OpenFile file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int lastByte() throws IOException {
      return file.lastByte();
    }

    @Override
    public int write(byte[] bytes, int from) throws IOException {
      writes++;
      int wanted = bytes.length - from;
      if (wanted <= room) {
        return file.write(bytes, from);
      }
      file.write(Arrays.copyOf(bytes, from + room), from);
      if (whenFull == WhenFull.SHORT_WRITE && room > 0) {
        return room;
      }
      throw new IOException("No space left on device");
    }

    @Override
    public void truncate(long size) throws IOException {
      if (whenFull == WhenFull.FAILURE_FOR_GOOD) {
        throw new IOException("Input/output error");
      }
      file.truncate(size);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;

/**
 * The real disk. {@code java.io.File} and not {@code java.nio.file}: a start touches a handful of
 * files, and the older classes are loaded already.
 */
public final class LocalFiles implements FileLayer {

  @Override
  public void makePrivateDirectory(File directory) throws IOException {
    if (!directory.mkdir() && !directory.exists()) {
      if (!directory.mkdirs()) {
        throw new IOException("it cannot be made");
      }
    }
    if (!directory.isDirectory()) {
      throw new IOException("it is not a directory");
    }
    File parent = directory.getAbsoluteFile().getParentFile();
    File here = new File(parent.getCanonicalFile(), directory.getName());
    if (!here.equals(directory.getCanonicalFile())) {
      throw new IOException("it is a symbolic link");
    }
    // Only the owner may change the mode, so this tells as well whose directory it is.
    boolean ours =
        directory.setReadable(false, false)
            && directory.setWritable(false, false)
            && directory.setExecutable(false, false)
            && directory.setReadable(true, true)
            && directory.setWritable(true, true)
            && directory.setExecutable(true, true);
    if (!ours) {
      throw new IOException("it belongs to somebody else or is read-only");
    }
  }

  @Override
  public Closeable tryLock(File file) throws IOException {
    RandomAccessFile open = new RandomAccessFile(file, "rw");
    FileLock lock = null;
    try {
      lock = open.getChannel().tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process: taken as by another.
    } finally {
      if (lock == null) {
        open.close();
      }
    }
    // The lock goes with the file, and with the process whatever ends it.
    return lock == null ? null : open;
  }

  @Override
  public String[] list(File directory) throws IOException {
    String[] names = directory.list();
    if (names == null) {
      throw new IOException("it cannot be listed");
    }
    return names;
  }

  @Override
  public long length(File file) {
    long length = file.length();
    return length > 0 || file.exists() ? length : -1;
  }

  @Override
  public int read(File file, long position, byte[] into, int length) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file, "r")) {
      open.seek(position);
      int done = 0;
      while (done < length) {
        int count = open.read(into, done, length - done);
        if (count < 0) {
          break;
        }
        done += count;
      }
      return done;
    }
  }

  @Override
  public AppendFile openAppend(File file) throws IOException {
    RandomAccessFile open = new RandomAccessFile(file, "rw");
    try {
      open.seek(open.length());
    } catch (IOException e) {
      open.close();
      throw e;
    }
    return new LocalAppendFile(open);
  }

  @Override
  public void write(File file, long position, byte[] bytes) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file, "rw")) {
      open.seek(position);
      open.write(bytes);
    }
  }

  @Override
  public void truncate(File file, long length) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file, "rw")) {
      open.setLength(length);
    }
  }

  @Override
  public void delete(File file) throws IOException {
    if (!file.delete() && file.exists()) {
      throw new IOException(file.getName() + " cannot be deleted");
    }
  }

  @Override
  public long freeBytes(File directory) {
    // What somebody deleted is made again where its parent is.
    File parent = directory.exists() ? null : directory.getAbsoluteFile().getParentFile();
    return (parent == null ? directory : parent).getUsableSpace();
  }

  private record LocalAppendFile(RandomAccessFile open) implements AppendFile {
    @Override
    public void append(byte[] bytes, int length) throws IOException {
      open.write(bytes, 0, length);
    }

    @Override
    public void truncate(long length) throws IOException {
      open.setLength(length);
      open.seek(length);
    }

    @Override
    public void close() throws IOException {
      open.close();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.proc;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Files of {@code /proc} that are kept open between readings: opening takes longer than all the
 * rest. The kernel writes such a file anew when it is read from its beginning.
 *
 * <p>For the thread that made it alone. Not closed when it is given up, because a thread that hangs
 * may still be reading: the garbage collector closes what nobody holds.
 */
final class OpenFiles {
  /** Three files and two for each process; what is more is opened anew each time. */
  private static final int MOST = 64;

  private final String root;
  private final Thread owner = Thread.currentThread();
  private final Map<String, OpenFile> files = new HashMap<>();

  private static final class OpenFile {
    final RandomAccessFile file;
    boolean used = true;

    OpenFile(RandomAccessFile file) {
      this.file = file;
    }
  }

  OpenFiles(String root) {
    this.root = root;
  }

  /** Whether this thread may use it. */
  boolean isMine() {
    return Thread.currentThread() == owner;
  }

  /**
   * Whether a file shows on a descriptor that is kept what it would show on a new one. Not so those
   * that belong to the memory of a process, such as {@code environ} or {@code smaps}: when it
   * begins another program, they go on showing the old one.
   */
  static boolean mayBeKept(String path) {
    return path.endsWith("/stat")
        || path.endsWith("/statm")
        || path.endsWith("/status")
        || path.startsWith("net/")
        || path.equals("stat")
        || path.equals("meminfo");
  }

  /** Reads a file, see {@link LiveProc#read}. */
  int read(String path, byte[] buffer) {
    OpenFile kept = files.get(path);
    if (kept != null) {
      int length = readAll(kept.file, buffer);
      if (length > 0) {
        kept.used = true;
        return length;
      }
      // The process has ended, and its number may have been given out again.
      files.remove(path);
      close(kept.file);
    }
    return open(path, buffer);
  }

  /** Closes what was not read since the last time. */
  void closeUnused() {
    for (Iterator<OpenFile> all = files.values().iterator(); all.hasNext(); ) {
      OpenFile file = all.next();
      if (!file.used) {
        all.remove();
        close(file.file);
      }
      file.used = false;
    }
  }

  private int open(String path, byte[] buffer) {
    RandomAccessFile file;
    try {
      file = new RandomAccessFile(root + '/' + path, "r");
    } catch (IOException e) {
      return -1;
    }
    int length = readAll(file, buffer);
    if (length > 0 && files.size() < MOST) {
      files.put(path, new OpenFile(file));
    } else {
      close(file);
    }
    return length;
  }

  private static int readAll(RandomAccessFile file, byte[] buffer) {
    try {
      file.seek(0);
      int length = 0;
      while (length < buffer.length) {
        int read = file.read(buffer, length, buffer.length - length);
        if (read <= 0) {
          break;
        }
        length += read;
      }
      return length;
    } catch (IOException e) {
      return -1;
    }
  }

  private static void close(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // It was open for reading: nothing is lost.
    }
  }
}

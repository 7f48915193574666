// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;

/** What the buffer does with a disk; a test puts a bad one in its place. Thread-safe. */
public interface FileLayer {

  /** One file that is written at its end. Used by one thread. */
  interface AppendFile extends Closeable {

    /**
     * Writes these bytes at the end, in one call where the system allows it.
     *
     * @throws IOException if not all were written; the file may then have grown by some of them
     */
    void append(byte[] bytes, int length) throws IOException;

    /** Cuts the file to this length. */
    void truncate(long length) throws IOException;
  }

  /**
   * Makes sure that this is a directory of ours that nobody else can enter.
   *
   * @throws IOException if it is a file, a symbolic link or somebody else's, or cannot be made
   */
  void makePrivateDirectory(File directory) throws IOException;

  /** Takes the lock of this file without waiting. Null if another process holds it. */
  Closeable tryLock(File file) throws IOException;

  /** Names in a directory, in no order. */
  String[] list(File directory) throws IOException;

  /** Bytes in a file; -1 if there is none. */
  long length(File file);

  /**
   * Reads from a position as many bytes as are there, at most {@code length}.
   *
   * @return the number of bytes read
   */
  int read(File file, long position, byte[] into, int length) throws IOException;

  /** Opens a file at its end; makes it if it is missing. */
  AppendFile openAppend(File file) throws IOException;

  /** Overwrites bytes at a position; makes the file if it is missing. */
  void write(File file, long position, byte[] bytes) throws IOException;

  /** Cuts a file to this length. */
  void truncate(File file, long length) throws IOException;

  /** Deletes a file. Nothing happens if there is none. */
  void delete(File file) throws IOException;

  /** Bytes that may still be written to the disk of this directory. */
  long freeBytes(File directory);
}

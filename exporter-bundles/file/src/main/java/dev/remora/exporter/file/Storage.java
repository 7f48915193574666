// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The disk, as far as this exporter needs it: a parameter, so that tests can let it fail. */
interface Storage {

  /**
   * Makes sure that the directory is there, for its owner only where it has to be made.
   *
   * @throws IOException also when it is a file or a symbolic link
   */
  void prepare(Path directory) throws IOException;

  /** The names in a directory, in no order. */
  List<String> names(Path directory) throws IOException;

  /** What is known of a file, without following a link. */
  Status status(Path file) throws IOException;

  /** Opens a regular file for appending and makes it when it is missing; never follows a link. */
  OpenFile open(Path file) throws IOException;

  /** Gives a file another name in its directory that is not taken. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file; one that is gone already is no failure. */
  void delete(Path file) throws IOException;

  /**
   * What is known of a file.
   *
   * @param size bytes
   * @param modifiedMillis when it was last written, Unix milliseconds
   * @param regular false for directories, links, pipes
   */
  record Status(long size, long modifiedMillis, boolean regular) {}

  /** A file that is open for appending. */
  interface OpenFile extends Closeable {

    /** Its length in bytes. */
    long size() throws IOException;

    /** Its last byte; -1 when it is empty. */
    int lastByte() throws IOException;

    /**
     * Appends the bytes from an index on, with one call to the system.
     *
     * @return how many were taken, fewer when the disk is full
     */
    int write(byte[] bytes, int from) throws IOException;

    /** Cuts it to a length. */
    void truncate(long size) throws IOException;
  }
}

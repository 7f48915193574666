// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A control group below the one of this process: limits what its members use together. A thread
 * enters it, starts a process, which is born in it, and leaves. That costs microseconds and holds
 * from exec on; to move a running process takes the kernel milliseconds. Version 2 allows single
 * threads in groups of type {@code threaded} only, which is what is made there (cgroups(7)).
 */
final class ControlGroup implements AutoCloseable {

  private static final String ENABLED = "cgroup.subtree_control";
  private static final long REMOVE_NANOS = 2_000_000_000L;

  private final Path folder;
  private final ControlGroupFolders.Folder parent;
  private final RandomAccessFile inside;
  private final RandomAccessFile outside;

  /** Controllers that this group switched on for the parent's children; version 2 only. */
  private final List<String> enabled = new ArrayList<>();

  private ControlGroup(
      Path folder,
      ControlGroupFolders.Folder parent,
      RandomAccessFile inside,
      RandomAccessFile outside) {
    this.folder = folder;
    this.parent = parent;
    this.inside = inside;
    this.outside = outside;
  }

  /**
   * Makes one.
   *
   * @param parent the group of this process
   * @param name the group's folder name, not yet used
   * @throws IOException when that is not possible or not allowed; nothing is left then
   */
  static ControlGroup make(ControlGroupFolders.Folder parent, String name) throws IOException {
    Path folder = Files.createDirectory(parent.path().resolve(name));
    try {
      if (parent.unified()) {
        Files.writeString(folder.resolve("cgroup.type"), "threaded");
      }
      String threads = parent.unified() ? "cgroup.threads" : "tasks";
      return new ControlGroup(
          folder,
          parent,
          new RandomAccessFile(folder.resolve(threads).toFile(), "rw"),
          new RandomAccessFile(parent.path().resolve(threads).toFile(), "rw"));
    } catch (IOException e) {
      Files.delete(folder);
      throw e;
    }
  }

  /** Sees to it that a controller works on this group. In version 1 the hierarchy decides that. */
  void enable(String controller) throws IOException {
    if (!parent.unified()) {
      return;
    }
    Path file = parent.path().resolve(ENABLED);
    if (!List.of(Files.readString(file).strip().split(" ")).contains(controller)) {
      Files.writeString(file, "+" + controller);
      enabled.add(controller);
    }
  }

  /** Its folder. */
  Path folder() {
    return folder;
  }

  /** Whether it is of version 2; files have other names there. */
  boolean unified() {
    return parent.unified();
  }

  /** Writes one of its files. */
  void set(String file, String value) throws IOException {
    Files.writeString(folder.resolve(file), value);
  }

  /** The calling thread is a member from now on, and what it starts. */
  void enter() throws IOException {
    move(inside);
  }

  /** The calling thread is a member no more; what it started stays one. */
  void leave() throws IOException {
    move(outside);
  }

  /** 0 is the thread that writes, in both versions. */
  private static void move(RandomAccessFile threads) throws IOException {
    threads.seek(0);
    threads.write("0".getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Removes the group. Its members must have ended; the kernel may need a moment to see that.
   *
   * @throws IOException when it cannot be removed
   */
  @Override
  public void close() throws IOException {
    inside.close();
    outside.close();
    long limit = System.nanoTime() + REMOVE_NANOS;
    while (!folder.toFile().delete() && Files.exists(folder)) {
      if (System.nanoTime() > limit) {
        throw new IOException("the control group " + folder + " cannot be removed");
      }
      LockSupport.parkNanos(1_000_000);
    }
    if (!enabled.isEmpty() && isLast()) {
      for (String controller : enabled) {
        Files.writeString(parent.path().resolve(ENABLED), "-" + controller);
      }
    }
  }

  /** Whether no other group needs what this one has switched on. */
  private boolean isLast() throws IOException {
    try (DirectoryStream<Path> others =
        Files.newDirectoryStream(parent.path(), Files::isDirectory)) {
      return !others.iterator().hasNext();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * One process of the environment, leader of its own process group: its output is read line by line,
 * and its end is waited for, on threads of their own.
 */
final class SandboxProcess {

  private final Posix posix;
  private final int pid;
  private final long startNanos;
  private final List<Thread> readers;
  private volatile ProcessEnd end;

  private SandboxProcess(Posix posix, int pid, long startNanos, List<Thread> readers) {
    this.posix = posix;
    this.pid = pid;
    this.startNanos = startNanos;
    this.readers = readers;
  }

  /**
   * Starts one.
   *
   * @param posix system calls
   * @param spawner starts it
   * @param command what to start
   * @param source name under which its lines are heard
   * @param lines hears its lines, on two threads
   * @return the process
   * @throws Posix.PosixException when it cannot be started
   */
  static SandboxProcess start(
      Posix posix,
      Spawner spawner,
      Posix.Command command,
      String source,
      BiConsumer<String, String> lines) {
    Posix.Pipe out = posix.pipe();
    Posix.Pipe err = posix.pipe();
    try {
      InputStream outStream = open(out);
      InputStream errStream = open(err);
      Spawner.Spawned spawned;
      try {
        spawned = spawner.spawn(command, out.writeEnd(), err.writeEnd());
      } catch (Posix.PosixException e) {
        closeQuietly(outStream);
        closeQuietly(errStream);
        throw e;
      }
      List<Thread> readers =
          List.of(
              daemon(source + "-stdout", () -> read(outStream, source, lines)),
              daemon(source + "-stderr", () -> read(errStream, source, lines)));
      return new SandboxProcess(posix, spawned.pid(), spawned.startNanos(), readers);
    } finally {
      for (int descriptor :
          new int[] {out.readEnd(), out.writeEnd(), err.readEnd(), err.writeEnd()}) {
        posix.close(descriptor);
      }
    }
  }

  /** Begins to wait for its end; {@code hearer} is called once, on a thread of its own. */
  void whenEnded(Runnable hearer) {
    daemon(
        "wait-" + pid,
        () -> {
          end = posix.await(pid);
          hearer.run();
        });
  }

  int pid() {
    return pid;
  }

  /** {@link System#nanoTime()} right before it was started. */
  long startNanos() {
    return startNanos;
  }

  boolean alive() {
    return end == null;
  }

  /** How it ended; null while it runs. */
  ProcessEnd end() {
    return end;
  }

  /** Signals its whole group, which may outlive it. */
  void signalGroup(int signal) {
    posix.killGroup(pid, signal);
  }

  /** Waits until its output has been read to the end, but not for ever: others may hold it. */
  void awaitOutput(long limitMs) {
    try {
      for (Thread reader : readers) {
        reader.join(limitMs);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(String name, Runnable task) {
    return Thread.ofPlatform().daemon().name("local-lambda-" + name).start(task);
  }

  private static InputStream open(Posix.Pipe pipe) {
    try {
      return new FileInputStream("/proc/self/fd/" + pipe.readEnd());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(InputStream stream, String source, BiConsumer<String, String> lines) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null) {
        lines.accept(source, line);
        line = reader.readLine();
      }
    } catch (IOException e) {
      lines.accept(source, "[output could not be read: " + e.getMessage() + "]");
    }
  }

  private static void closeQuietly(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // nothing was to be read from it
    }
  }
}

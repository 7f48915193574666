// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The thread that starts processes. It is one thread for life, because private mounts belong to a
 * thread and to what it starts. After the mounts are made it does nothing but spawn: its view of
 * {@code /tmp} and {@code /opt} is not the one the rest of this JVM has, class files included.
 */
final class Spawner implements AutoCloseable {

  private final Posix posix;
  private final ExecutorService thread;
  private final SandboxLayout layout;
  private final ResourceLimits limits;
  private final int openFiles;

  private Spawner(
      Posix posix,
      ExecutorService thread,
      SandboxLayout layout,
      ResourceLimits limits,
      int openFiles) {
    this.posix = posix;
    this.thread = thread;
    this.layout = layout;
    this.limits = limits;
    this.openFiles = openFiles;
  }

  /** A started process: its id, and {@link System#nanoTime()} right before it was started. */
  record Spawned(int pid, long startNanos) {}

  /**
   * Starts the thread, with private mounts when wanted and allowed.
   *
   * @param posix system calls
   * @param options what is to be mounted
   * @param extensions the extension executables
   * @param work folder for mount points
   * @param limits what the processes may use; entered for each of them
   * @return the spawner
   */
  static Spawner open(
      Posix posix,
      LocalLambdaOptions options,
      List<Path> extensions,
      Path work,
      ResourceLimits limits) {
    int files = options.initializationType().openFiles();
    if (!options.privateMounts()) {
      return new Spawner(
          posix, newThread(), DirectLayout.of(options, extensions, "not asked for"), limits, files);
    }
    ExecutorService thread = newThread();
    try {
      SandboxLayout layout =
          on(
              thread,
              () -> {
                warmUp(posix, limits);
                return new SandboxMounts(posix, options, extensions, work).enter();
              });
      return new Spawner(posix, thread, layout, limits, files);
    } catch (Posix.PosixException | IOException e) {
      // Half-made mounts end with the thread.
      thread.shutdownNow();
      return new Spawner(
          posix, newThread(), DirectLayout.of(options, extensions, e.getMessage()), limits, files);
    }
  }

  /** Where things are inside. */
  SandboxLayout layout() {
    return layout;
  }

  /**
   * Starts a process.
   *
   * @throws Posix.PosixException when it cannot be started
   */
  Spawned spawn(Posix.Command command, int standardOutput, int standardError) {
    try {
      return on(
          thread,
          () -> {
            limits.enter();
            try {
              long start = System.nanoTime();
              int pid = posix.spawn(command, standardOutput, standardError);
              // posix_spawn has no way to say it before; no program gets so far so soon.
              posix.limitOpenFiles(pid, openFiles);
              return new Spawned(pid, start);
            } finally {
              limits.leave();
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** Loads what spawning needs while the thread still sees the files of this JVM. */
  private static void warmUp(Posix posix, ResourceLimits limits) {
    limits.enter();
    limits.leave();
    Posix.Pipe pipe = posix.pipe();
    try {
      Posix.Command nothing = new Posix.Command("/bin/true", List.of("true"), List.of(), "/");
      int pid = posix.spawn(nothing, pipe.writeEnd(), pipe.writeEnd());
      posix.limitOpenFiles(pid, 64);
      posix.await(pid);
    } catch (Posix.PosixException e) {
      // no such program here: what was to be loaded is loaded all the same
    } finally {
      posix.close(pipe.readEnd());
      posix.close(pipe.writeEnd());
    }
  }

  private static ExecutorService newThread() {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().daemon().name("local-lambda-spawner").factory());
  }

  private static <T> T on(ExecutorService thread, Callable<T> task) throws IOException {
    try {
      return thread.submit(task).get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Posix.PosixException refused -> throw refused;
        case IOException io -> throw io;
        default -> throw new IllegalStateException(e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting a process", e);
    }
  }
}

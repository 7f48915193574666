// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.process;

import dev.remora.bench.BenchException;
import dev.remora.local.Posix;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/**
 * A process started as Lambda starts an extension: no arguments, no input, a process group of its
 * own. Its output is read, so that it never waits for a reader, and the last lines are kept for a
 * message. Closing it kills the group and waits until it is gone.
 */
public final class ExtensionProcess implements AutoCloseable {
  private static final int KEPT_LINES = 20;
  private static final long STEP_NANOS = 200_000;

  private final Posix posix;
  private final int pid;
  private final long startNanos;
  private final Thread reader;
  private final Deque<String> lines;

  private ExtensionProcess(
      Posix posix, int pid, long startNanos, Thread reader, Deque<String> lines) {
    this.posix = posix;
    this.pid = pid;
    this.startNanos = startNanos;
    this.reader = reader;
    this.lines = lines;
  }

  /**
   * Starts one from the calling thread.
   *
   * @param where makes the call that starts it and returns what that returned: chooses cores or a
   *     control group for it, which a process inherits from the thread that starts it
   * @throws BenchException when it cannot be started
   */
  public static ExtensionProcess start(
      Posix posix,
      Path executable,
      Map<String, String> environment,
      Path directory,
      ToIntFunction<IntSupplier> where) {
    List<String> variables = new ArrayList<>();
    environment.forEach((name, value) -> variables.add(name + "=" + value));
    String path = executable.toString();
    Posix.Command command = new Posix.Command(path, List.of(path), variables, directory.toString());
    Posix.Pipe pipe = posix.pipe();
    try {
      FileInputStream output = new FileInputStream("/proc/self/fd/" + pipe.readEnd());
      long[] start = new long[1];
      int pid =
          where.applyAsInt(
              () -> {
                start[0] = System.nanoTime();
                return posix.spawn(command, pipe.writeEnd(), pipe.writeEnd());
              });
      Deque<String> lines = new ArrayDeque<>();
      Thread reader =
          Thread.ofPlatform().daemon().name("bench-output-" + pid).start(() -> read(output, lines));
      return new ExtensionProcess(posix, pid, start[0], reader, lines);
    } catch (Posix.PosixException | IOException e) {
      throw new BenchException(path + " cannot be started: " + e.getMessage(), e);
    } finally {
      posix.close(pipe.readEnd());
      posix.close(pipe.writeEnd());
    }
  }

  private static void read(FileInputStream output, Deque<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null) {
        synchronized (lines) {
          if (lines.size() == KEPT_LINES) {
            lines.removeFirst();
          }
          lines.addLast(line);
        }
        line = reader.readLine();
      }
    } catch (IOException e) {
      // as good as its end
    }
  }

  /** Its process id. */
  public int pid() {
    return pid;
  }

  /** {@link System#nanoTime()} right before it was started. */
  public long startNanos() {
    return startNanos;
  }

  /** The last lines that it wrote. */
  public List<String> lastLines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Stops all processes of its group, as a freeze does. */
  public void stop() {
    posix.killGroup(pid, Posix.SIGSTOP);
  }

  /** Lets them run again. */
  public void resume() {
    posix.killGroup(pid, Posix.SIGCONT);
  }

  @Override
  public void close() {
    posix.killGroup(pid, Posix.SIGKILL);
    // Its children become ours when it is gone, and are members of the group until they are reaped.
    while (posix.killGroup(pid, Posix.SIGKILL)) {
      if (posix.reapNow(-pid).isEmpty()) {
        LockSupport.parkNanos(STEP_NANOS);
      }
    }
    try {
      reader.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

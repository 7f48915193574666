// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.process;

import dev.remora.bench.BenchException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * When an extension has finished its own start, seen from outside.
 *
 * <p>Remora's agent writes {@code ready} to the doorman, who reads it only at the next event. So
 * until then the word lies in the pipe between the two, and the kernel tells how many bytes lie
 * there to whoever opens the pipe a second time ({@code FIONREAD}, pipe(7)). Nothing is read,
 * nothing is changed.
 *
 * <p>Of any other extension it is known only that it has become quiet: for 300 ms it has used
 * almost no CPU.
 */
public final class Readiness {
  private static final long STEP_NANOS = 250_000;
  private static final long QUIET_NANOS = 300_000_000;
  private static final long QUIET_CPU_NANOS = 1_000_000;
  private static final long QUIET_STEP_NANOS = 5_000_000;

  private final Path proc;

  /** With {@code /proc}. */
  public Readiness(Path proc) {
    this.proc = proc;
  }

  /**
   * How much an extension's start has taken.
   *
   * @param atNanos when it was over, {@link System#nanoTime()}
   * @param cpuNanos CPU time of all its processes until then
   */
  public record Ready(long atNanos, long cpuNanos) {}

  /**
   * Waits for the agent's word. To be called before the first event is sent.
   *
   * @param family the doorman and its agent
   * @throws BenchException when it does not come within the limit
   */
  public Ready awaitWord(ProcessFamily family, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    int agent = awaitAgent(family, end);
    try (FileInputStream words = new FileInputStream(descriptor(agent, 1).toFile())) {
      while (words.available() == 0) {
        pause(STEP_NANOS, end, "the agent did not say ready");
      }
    } catch (IOException e) {
      throw new BenchException("the agent ended before it was ready", e);
    }
    long now = System.nanoTime();
    return new Ready(now, family.cpuNanos());
  }

  /**
   * The child whose standard output has become the pipe to the doorman. Until then it is what its
   * error output is. It is not compared with the doorman's own, which is another one for a moment
   * whenever the doorman writes to the agent.
   */
  private int awaitAgent(ProcessFamily family, long end) {
    while (true) {
      List<Integer> members = family.members();
      if (members.size() > 1) {
        int agent = members.get(1);
        String pipe = target(descriptor(agent, 1));
        if (!pipe.isEmpty() && !pipe.equals(target(descriptor(agent, 2)))) {
          return agent;
        }
      }
      pause(STEP_NANOS, end, "no agent was started");
    }
  }

  private Path descriptor(int pid, int number) {
    return proc.resolve(pid + "/fd/" + number);
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Waits until the extension is quiet.
   *
   * @return the beginning of the quiet time
   * @throws BenchException when it does not become quiet within the limit
   */
  public Ready awaitQuiet(ProcessFamily family, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    Ready last = new Ready(System.nanoTime(), family.cpuNanos());
    while (true) {
      pause(QUIET_STEP_NANOS, end, "it never became quiet");
      long cpu = family.cpuNanos();
      long now = System.nanoTime();
      if (cpu - last.cpuNanos > QUIET_CPU_NANOS) {
        last = new Ready(now, cpu);
      } else if (now - last.atNanos > QUIET_NANOS) {
        return last;
      }
    }
  }

  private static void pause(long nanos, long end, String otherwise) {
    if (System.nanoTime() - end > 0) {
      throw new BenchException(otherwise + " in time");
    }
    LockSupport.parkNanos(nanos);
  }
}

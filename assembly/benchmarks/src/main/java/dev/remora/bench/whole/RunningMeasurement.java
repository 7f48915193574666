// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.report.Condition;
import dev.remora.bench.report.Quantity;
import dev.remora.bench.statistics.RoundRobin;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * How much of its CPU a small function gives to an extension while an invocation runs: at the
 * memory size where there is least of it, with default settings.
 */
final class RunningMeasurement implements Measurement {
  private static final int MOST_ROUNDS = 5;
  private static final int WARM_UP = 2;
  private static final Duration SHORT_INVOCATION = Duration.ofSeconds(1);
  private static final Duration INVOCATION = Duration.ofSeconds(10);

  /** Lambda allots a CPU for each 1,769 MB. */
  private static final double SHARE = WholeProcesses.SHARE_MEGABYTES / 1769.0;

  @Override
  public String name() {
    return "running";
  }

  @Override
  public void run(Workbench bench, Figures figures) throws IOException {
    List<String> possible = bench.possible(Condition.SHARE);
    int rounds = possible.isEmpty() ? 0 : bench.fewRounds(MOST_ROUNDS);
    RoundRobin.run(
        rounds,
        bench.subjects(),
        (round, subject) -> {
          bench.phase(name(), round, rounds);
          try (ExtensionRun run = new ExtensionRun(bench, subject, Condition.SHARE, Map.of())) {
            run.awaitReady();
            figures.add(Quantity.RUNNING, subject.name(), Condition.SHARE, percent(run));
          }
        });
  }

  /** From one INVOKE to the next: the exports of what the invocation before has left are in it. */
  private static double percent(ExtensionRun run) throws IOException {
    for (int i = 0; i < WARM_UP; i++) {
      run.invoke();
      LockSupport.parkNanos(SHORT_INVOCATION.toNanos());
    }
    long since = System.nanoTime();
    long cpu = run.family().cpuNanos();
    run.invoke();
    LockSupport.parkNanos(INVOCATION.toNanos());
    long used = run.family().cpuNanos() - cpu;
    return 100.0 * used / ((System.nanoTime() - since) * SHARE);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.report.Condition;
import dev.remora.bench.report.Quantity;
import dev.remora.bench.statistics.Estimate;
import dev.remora.bench.statistics.RoundRobin;
import dev.remora.local.FunctionCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an invocation lasts longer because of the extension: from the runtime's {@code next} until
 * the extension's, 0 when that came first. Warm invocations with freezes in between; each round is
 * a sandbox of its own and gives one value, their median.
 */
final class PostRuntimeMeasurement implements Measurement {
  private static final int INVOCATIONS = 10;
  private static final int MOST_ROUNDS = 15;
  private static final Duration FREEZE = Duration.ofMillis(50);

  @Override
  public String name() {
    return "post-runtime";
  }

  @Override
  public void run(Workbench bench, Figures figures) throws IOException {
    Optional<FunctionCode> code = Functions.python(bench).or(() -> Functions.java(bench));
    if (code.isEmpty()) {
      return;
    }
    String where = bench.possible(Condition.TWO_CORES, Condition.ONE_CORE).getFirst();
    int rounds = bench.fewRounds(MOST_ROUNDS);
    RoundRobin.run(
        rounds,
        bench.subjects(),
        (round, subject) -> {
          bench.phase(name(), round, rounds);
          try (FunctionRun run = FunctionRun.begin(bench, code.get(), subject, where, FREEZE)) {
            figures.add(Quantity.POST_RUNTIME, subject.name(), "", median(run));
          }
        });
  }

  private static double median(FunctionRun run) {
    run.invoke();
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < INVOCATIONS; i++) {
      millis.add(run.invoke().postRuntimeMs());
    }
    return Estimate.of(millis).median();
  }
}

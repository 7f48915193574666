// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.report.Condition;
import dev.remora.bench.report.Quantity;
import dev.remora.bench.statistics.Estimate;
import dev.remora.bench.statistics.RoundRobin;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * From the answer to {@code next} until the next {@code next}. Each round is a process of its own
 * and gives one value, the median of its events: events of one process are not independent.
 */
final class NextMeasurement implements Measurement {
  private static final int WARM_UP = 5;
  private static final int EVENTS = 10;
  private static final Duration FREEZE = Duration.ofMillis(50);

  @Override
  public String name() {
    return "next";
  }

  @Override
  public void run(Workbench bench, Figures figures) throws IOException {
    String where = bench.possible(Condition.TWO_CORES, Condition.ONE_CORE).getFirst();
    int rounds = bench.request().rounds();
    RoundRobin.run(
        rounds,
        bench.subjects(),
        (round, subject) -> {
          bench.phase(name(), round, rounds);
          try (ExtensionRun run = new ExtensionRun(bench, subject, where, Map.of())) {
            run.awaitReady();
            measure(run, subject.name(), figures);
          }
        });
  }

  private static void measure(ExtensionRun run, String who, Figures figures) throws IOException {
    median(run, WARM_UP, Duration.ZERO);
    figures.add(Quantity.EVENT_TO_NEXT, who, Condition.FROZEN, median(run, EVENTS, FREEZE));
    figures.add(
        Quantity.EVENT_TO_NEXT, who, Condition.BACK_TO_BACK, median(run, EVENTS, Duration.ZERO));
  }

  private static double median(ExtensionRun run, int events, Duration freeze) throws IOException {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      if (freeze.isPositive()) {
        run.freeze(freeze);
      }
      millis.add(run.invoke());
    }
    return Estimate.of(millis).median();
  }
}

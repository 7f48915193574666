// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.process.Readiness;
import dev.remora.bench.report.Condition;
import dev.remora.bench.report.Quantity;
import dev.remora.bench.statistics.RoundRobin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From exec to {@code register}, to the first {@code next}, and until the agent is ready. */
final class StartMeasurement implements Measurement {

  private record Variant(Subject subject, String condition) {}

  @Override
  public String name() {
    return "start";
  }

  @Override
  public void run(Workbench bench, Figures figures) throws IOException {
    List<Variant> variants = new ArrayList<>();
    for (String condition :
        bench.possible(Condition.TWO_CORES, Condition.ONE_CORE, Condition.SHARE)) {
      bench.subjects().forEach(subject -> variants.add(new Variant(subject, condition)));
    }
    // One round warms this JVM and the file cache, and does not count.
    RoundRobin.run(1, variants, (round, variant) -> measure(bench, variant, new Figures()));
    int rounds = bench.request().rounds();
    RoundRobin.run(
        rounds,
        variants,
        (round, variant) -> {
          bench.phase(name(), round, rounds);
          measure(bench, variant, figures);
        });
  }

  private static void measure(Workbench bench, Variant variant, Figures figures)
      throws IOException {
    String who = variant.subject.name();
    String where = variant.condition;
    try (ExtensionRun run = new ExtensionRun(bench, variant.subject, where, Map.of())) {
      Readiness.Ready ready = run.awaitReady();
      figures.add(Quantity.REGISTER, who, where, run.registerMillis());
      figures.add(Quantity.FIRST_NEXT, who, where, run.firstNextMillis());
      figures.add(Quantity.READY_WALL, who, where, run.millisUntil(ready.atNanos()));
      figures.add(Quantity.READY_CPU, who, where, ready.cpuNanos() / 1e6);
    }
  }
}

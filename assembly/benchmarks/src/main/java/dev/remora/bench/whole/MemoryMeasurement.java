// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.process.OtlpSink;
import dev.remora.bench.process.ProcessFamily;
import dev.remora.bench.report.Condition;
import dev.remora.bench.report.Quantity;
import dev.remora.bench.statistics.RoundRobin;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Memory of all of an extension's processes when it is ready, and after its first, hundredth and
 * thousandth invocation. What an invocation leaves is exported at the next one, so two events make
 * the first invocation whole.
 */
final class MemoryMeasurement implements Measurement {
  private static final int MOST_ROUNDS = 5;
  private static final double MEBIBYTE = 1 << 20;
  private static final Duration INVOCATION = Duration.ofMillis(500);
  private static final Duration SHORT_INVOCATION = Duration.ofMillis(3);

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void run(Workbench bench, Figures figures) throws IOException {
    String where = bench.possible(Condition.TWO_CORES, Condition.ONE_CORE).getFirst();
    int rounds = bench.fewRounds(MOST_ROUNDS);
    RoundRobin.run(
        rounds,
        bench.subjects(),
        (round, subject) -> {
          bench.phase(name(), round, rounds);
          try (OtlpSink sink = new OtlpSink();
              ExtensionRun run = new ExtensionRun(bench, subject, where, exportTo(sink, subject))) {
            measure(run, subject.name(), figures);
            if (subject.ours() && sink.requests() == 0) {
              bench.note("memory was measured without any export by OTLP");
            }
          }
        });
  }

  /** A layer without that exporter would complain about the endpoint. */
  private static Map<String, String> exportTo(OtlpSink sink, Subject subject) throws IOException {
    return subject.exports("otlp")
        ? Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", sink.endpoint())
        : Map.of();
  }

  private static void measure(ExtensionRun run, String who, Figures figures) throws IOException {
    run.awaitReady();
    add(run, who, Condition.READY, figures);
    invoke(run, 2, INVOCATION);
    add(run, who, Condition.FIRST_INVOKE, figures);
    invoke(run, 98, SHORT_INVOCATION);
    LockSupport.parkNanos(INVOCATION.toNanos());
    add(run, who, Condition.HUNDRED, figures);
    invoke(run, 900, SHORT_INVOCATION);
    LockSupport.parkNanos(INVOCATION.toNanos());
    add(run, who, Condition.THOUSAND, figures);
  }

  private static void invoke(ExtensionRun run, int times, Duration each) throws IOException {
    for (int i = 0; i < times; i++) {
      run.invoke();
      LockSupport.parkNanos(each.toNanos());
    }
  }

  private static void add(ExtensionRun run, String who, String when, Figures figures) {
    ProcessFamily family = run.family();
    List<Integer> members = family.members();
    ProcessFamily.Memory memory = family.memory();
    figures.add(Quantity.RESIDENT, who, when, memory.resident() / MEBIBYTE);
    figures.add(Quantity.ANONYMOUS, who, when, memory.anonymous() / MEBIBYTE);
    figures.add(Quantity.PROPORTIONAL, who, when, memory.proportional() / MEBIBYTE);
    if (members.size() > 1) {
      double first = family.memoryOf(members.getFirst()).resident() / MEBIBYTE;
      figures.add(Quantity.RESIDENT_FIRST, who, when, first);
    }
  }
}

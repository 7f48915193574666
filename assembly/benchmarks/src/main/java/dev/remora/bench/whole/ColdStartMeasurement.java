// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.report.Condition;
import dev.remora.bench.report.Figure;
import dev.remora.bench.report.Quantity;
import dev.remora.bench.statistics.RoundRobin;
import dev.remora.local.FunctionCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From the start of a sandbox until the first line of the handler, with and without an extension,
 * in turns; and the difference between the two of a round.
 */
final class ColdStartMeasurement implements Measurement {
  private static final int LEAST_ROUNDS_WHEN_SLOW = 5;

  private final Quantity absolute;
  private final Quantity added;
  private final int slowRounds;
  private final Finder finder;

  /** Finds the function, or says in a note why there is none. */
  interface Finder {
    Optional<FunctionCode> find(Workbench bench) throws IOException;
  }

  /** {@code slowRounds}: how many at most where the CPU is short and a start takes seconds. */
  private ColdStartMeasurement(Quantity absolute, Quantity added, int slowRounds, Finder finder) {
    this.absolute = absolute;
    this.added = added;
    this.slowRounds = slowRounds;
    this.finder = finder;
  }

  static ColdStartMeasurement ofPython() {
    return new ColdStartMeasurement(Quantity.PYTHON, Quantity.PYTHON_ADDED, 15, Functions::python);
  }

  static ColdStartMeasurement ofJava() {
    return new ColdStartMeasurement(Quantity.JAVA, Quantity.JAVA_ADDED, 7, Functions::java);
  }

  @Override
  public String name() {
    return absolute.id();
  }

  @Override
  public void run(Workbench bench, Figures figures) throws IOException {
    Optional<FunctionCode> code = finder.find(bench);
    if (code.isEmpty()) {
      return;
    }
    List<Subject> subjects = new ArrayList<>(bench.subjects());
    subjects.add(bench.nobody());
    for (String condition :
        bench.possible(Condition.TWO_CORES, Condition.ONE_CORE, Condition.SHARE)) {
      boolean slow = condition.equals(Condition.SHARE);
      if (slow && bench.request().rounds() < LEAST_ROUNDS_WHEN_SLOW) {
        bench.note(name() + " at " + condition + " takes too long for a quick run");
        continue;
      }
      int rounds = slow ? bench.fewRounds(slowRounds) : bench.request().rounds();
      RoundRobin.run(
          1, subjects, (round, subject) -> measure(bench, code.get(), subject, condition));
      RoundRobin.run(
          rounds,
          subjects,
          (round, subject) -> {
            bench.phase(name() + ", " + condition, round, rounds);
            double millis = measure(bench, code.get(), subject, condition);
            figures.add(absolute, subject.name(), condition, millis);
          });
      for (Subject subject : bench.subjects()) {
        figures.addDifference(added, absolute, subject.name(), Figure.NOBODY, condition);
      }
    }
  }

  private static double measure(
      Workbench bench, FunctionCode code, Subject subject, String condition) throws IOException {
    try (FunctionRun run = FunctionRun.begin(bench, code, subject, condition, Duration.ZERO)) {
      return run.coldStartMillis();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench;

import dev.remora.bench.micro.MicroBenchmarks;
import dev.remora.bench.process.Premises;
import dev.remora.bench.report.Figure;
import dev.remora.bench.report.Machine;
import dev.remora.bench.report.Report;
import dev.remora.bench.whole.WholeProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All benchmarks, under the names by which they are chosen. */
public final class Benchmarks {
  /** Name of the JMH benchmarks. */
  public static final String MICRO = "micro";

  private Benchmarks() {}

  /** Names of the measurements, in the order in which they run. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(WholeProcesses.names());
    names.add(MICRO);
    return names;
  }

  /**
   * Runs what is asked for; takes seconds to many minutes. Leaves nothing behind, however it ends:
   * no process, no mount, no control group, no file.
   *
   * @param progress hears what is going on
   * @throws BenchException when something cannot be measured, with the reason for people
   * @throws IOException when files or sockets fail that the benchmarks themselves need
   */
  public static Report run(BenchRequest request, Progress progress) throws IOException {
    Instant time = Instant.now();
    Map<String, String> machine = Machine.facts(Path.of("/proc"));
    machine.put("rounds", Integer.toString(request.rounds()));
    List<String> notes = new ArrayList<>();
    List<Figure> figures = new ArrayList<>();
    try (Premises premises = new Premises(WholeProcesses.SHARE_MEGABYTES, notes::add)) {
      if (WholeProcesses.names().stream().anyMatch(request::wants)) {
        figures.addAll(WholeProcesses.run(request, progress, premises, notes));
      }
      if (request.wants(MICRO)) {
        figures.addAll(MicroBenchmarks.run(request, progress, premises));
      }
    }
    return new Report(time, machine, figures, notes);
  }
}

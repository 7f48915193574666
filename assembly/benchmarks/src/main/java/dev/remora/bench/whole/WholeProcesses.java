// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.BenchException;
import dev.remora.bench.BenchRequest;
import dev.remora.bench.Progress;
import dev.remora.bench.process.Premises;
import dev.remora.bench.report.Machine;
import dev.remora.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The benchmarks of whole processes. */
public final class WholeProcesses {
  private static final List<Measurement> MEASUREMENTS =
      List.of(
          new SizeMeasurement(),
          new StartMeasurement(),
          new MemoryMeasurement(),
          new NextMeasurement(),
          new PostRuntimeMeasurement(),
          ColdStartMeasurement.ofPython(),
          ColdStartMeasurement.ofJava());

  private WholeProcesses() {}

  /** Names of the measurements, in the order in which they run. */
  public static List<String> names() {
    return MEASUREMENTS.stream().map(Measurement::name).toList();
  }

  /**
   * Runs what is asked for; takes seconds to many minutes. Leaves nothing behind, however it ends:
   * no process, no mount, no control group, no file.
   *
   * @throws BenchException when something cannot be measured, with the reason for people
   * @throws IOException when files or sockets fail that the benchmark itself needs
   */
  public static Report run(BenchRequest request, Progress progress) throws IOException {
    Instant time = Instant.now();
    Map<String, String> machine = Machine.facts(Path.of("/proc"));
    machine.put("rounds", Integer.toString(request.rounds()));
    List<String> notes = new ArrayList<>();
    try (Premises premises = new Premises(Workbench.SHARE_MEGABYTES, notes::add)) {
      progress.phase("unzipping the layer");
      Workbench bench = new Workbench(request, progress, premises, notes);
      progress.phase("warming up");
      WarmUp.run();
      Figures figures = new Figures();
      for (Measurement measurement : MEASUREMENTS) {
        if (request.only().isEmpty() || request.only().contains(measurement.name())) {
          measurement.run(bench, figures);
        }
      }
      return new Report(time, machine, figures.all(), notes);
    }
  }
}

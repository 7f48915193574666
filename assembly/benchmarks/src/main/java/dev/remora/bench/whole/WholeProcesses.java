// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.BenchRequest;
import dev.remora.bench.Progress;
import dev.remora.bench.process.Premises;
import dev.remora.bench.report.Condition;
import dev.remora.bench.report.Figure;
import java.io.IOException;
import java.util.List;

/** The benchmarks of whole processes. */
public final class WholeProcesses {
  /** Functions of this memory size are allotted what {@link Condition#SHARE} says. */
  public static final int SHARE_MEGABYTES = 128;

  private static final List<Measurement> MEASUREMENTS =
      List.of(
          new SizeMeasurement(),
          new StartMeasurement(),
          new MemoryMeasurement(),
          new NextMeasurement(),
          new RunningMeasurement(),
          new PostRuntimeMeasurement(),
          ColdStartMeasurement.ofPython(),
          ColdStartMeasurement.ofJava());

  private WholeProcesses() {}

  /** Names of the measurements, in the order in which they run. */
  public static List<String> names() {
    return MEASUREMENTS.stream().map(Measurement::name).toList();
  }

  /**
   * Runs what is asked for.
   *
   * @param premises with a control group for {@value #SHARE_MEGABYTES} MB
   * @param notes takes a line for what could not be measured, and why
   * @return the figures, in the order in which they are shown
   */
  public static List<Figure> run(
      BenchRequest request, Progress progress, Premises premises, List<String> notes)
      throws IOException {
    progress.phase("unzipping the layer");
    Workbench bench = new Workbench(request, progress, premises, notes);
    progress.phase("warming up");
    WarmUp.run();
    Figures figures = new Figures();
    for (Measurement measurement : MEASUREMENTS) {
      if (request.wants(measurement.name())) {
        measurement.run(bench, figures);
      }
    }
    return figures.all();
  }
}

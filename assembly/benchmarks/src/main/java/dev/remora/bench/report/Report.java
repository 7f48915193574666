// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a run of the benchmarks found.
 *
 * @param time when it began
 * @param machine facts about where it ran, in the order in which they are shown
 * @param figures the figures, in the order in which they are shown
 * @param notes what was not measured and why, or what disturbed it; one line each
 */
public record Report(
    Instant time, Map<String, String> machine, List<Figure> figures, List<String> notes) {
  public Report {
    figures = List.copyOf(figures);
    notes = List.copyOf(notes);
  }
}

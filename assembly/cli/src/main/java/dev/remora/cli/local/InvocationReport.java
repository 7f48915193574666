// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.cli.measured.CpuUse;
import dev.remora.cli.measured.MeasuredSummary;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One line of the result: how an invocation went, what it used, and what that means.
 *
 * @param timing how it went
 * @param cpu what it used of the processor
 * @param curve its load from reading to reading, 1 for the whole share; empty when unknown
 * @param summary what the agent concluded; empty when it exported no summary
 */
record InvocationReport(
    InvocationTiming timing, CpuUse cpu, List<Double> curve, Optional<MeasuredSummary> summary) {
  InvocationReport {
    Objects.requireNonNull(timing, "timing");
    Objects.requireNonNull(cpu, "cpu");
    curve = List.copyOf(curve);
    Objects.requireNonNull(summary, "summary");
  }

  /** What held it up; empty when the agent gave no verdict. */
  String verdict() {
    return summary.map(MeasuredSummary::verdict).orElse("");
  }
}

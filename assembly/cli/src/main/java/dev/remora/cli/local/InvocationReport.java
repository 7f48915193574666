// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.cli.measured.CpuUse;
import java.util.Objects;

/** One line of the result: how an invocation went, and what it used. */
record InvocationReport(InvocationTiming timing, CpuUse cpu) {
  InvocationReport {
    Objects.requireNonNull(timing, "timing");
    Objects.requireNonNull(cpu, "cpu");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.measured;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What one invocation used of the processor.
 *
 * @param load busy time as a share of the allotted time, 1 for all of it and above 1 where it got
 *     more; empty when unknown
 * @param estimated whether the load was derived from whole totals because no load was exported
 * @param functionSeconds CPU seconds of the function's processes; empty when unknown
 * @param agentSeconds CPU seconds of Remora's own processes; empty when unknown
 */
public record CpuUse(
    OptionalDouble load,
    boolean estimated,
    OptionalDouble functionSeconds,
    OptionalDouble agentSeconds) {
  /** Nothing is known. */
  public static final CpuUse UNKNOWN =
      new CpuUse(OptionalDouble.empty(), false, OptionalDouble.empty(), OptionalDouble.empty());

  public CpuUse {
    Objects.requireNonNull(load, "load");
    Objects.requireNonNull(functionSeconds, "functionSeconds");
    Objects.requireNonNull(agentSeconds, "agentSeconds");
  }
}

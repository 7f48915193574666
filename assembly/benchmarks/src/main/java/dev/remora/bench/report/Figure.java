// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.report;

import dev.remora.bench.statistics.Estimate;
import java.util.Objects;

/**
 * One measured figure.
 *
 * @param quantity what was measured
 * @param subject of whom: {@value #REMORA}, {@value #NOBODY}, or the name of another extension
 * @param condition where or when, for example {@code one core}; empty where there is only one
 * @param estimate the median and its interval, in the quantity's unit
 */
public record Figure(Quantity quantity, String subject, String condition, Estimate estimate) {

  /** The subject of figures about our own layer, and the only one that has budgets. */
  public static final String REMORA = "remora";

  /** The subject of figures about a function without any extension. */
  public static final String NOBODY = "none";

  public Figure {
    Objects.requireNonNull(quantity, "quantity");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(estimate, "estimate");
  }
}

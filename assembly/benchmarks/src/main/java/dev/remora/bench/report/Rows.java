// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.report;

import dev.remora.bench.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as rows of text: what both tables show. */
final class Rows {
  static final List<String> HEAD =
      List.of("what", "where", "of", "median", "interval", "coverage", "n", "budget", "");

  private Rows() {}

  static List<List<String>> of(Report report) {
    List<List<String>> rows = new ArrayList<>();
    for (Figure figure : report.figures()) {
      Estimate estimate = figure.estimate();
      Budget budget = Budget.of(figure).orElse(null);
      rows.add(
          List.of(
              figure.quantity().label(),
              figure.condition(),
              figure.subject(),
              number(estimate.median()) + " " + figure.quantity().unit().symbol(),
              estimate.count() == 1 ? "" : number(estimate.low()) + " … " + number(estimate.high()),
              estimate.count() == 1
                  ? ""
                  : String.format(Locale.ROOT, "%.0f %%", estimate.coverage() * 100),
              Integer.toString(estimate.count()),
              budget == null ? "" : budget.text(),
              budget == null ? "" : budget.verdictText(estimate)));
    }
    return rows;
  }

  /** Three digits that count, no more than two of them behind the point. */
  static String number(double value) {
    double size = Math.abs(value);
    int digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.report.Figure;
import dev.remora.bench.report.Quantity;
import dev.remora.bench.statistics.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects values until they are enough for figures. Used by one thread. */
final class Figures {
  private final Map<Key, List<Double>> values = new LinkedHashMap<>();
  private final List<Figure> differences = new ArrayList<>();

  private record Key(Quantity quantity, String condition, String subject) {}

  /** Adds a value, in the quantity's unit. */
  void add(Quantity quantity, String subject, String condition, double value) {
    of(new Key(quantity, condition, subject)).add(value);
  }

  private List<Double> of(Key key) {
    return values.computeIfAbsent(key, k -> new ArrayList<>());
  }

  /** Adds the difference between two subjects that took turns, round by round, as a figure. */
  void addDifference(
      Quantity difference, Quantity of, String subject, String baseline, String condition) {
    Estimate estimate =
        Estimate.ofDifferences(
            of(new Key(of, condition, subject)), of(new Key(of, condition, baseline)));
    differences.add(new Figure(difference, subject, condition, estimate));
  }

  /** One figure for all values of the same name: by quantity, then condition, then subject. */
  List<Figure> all() {
    List<Figure> figures = new ArrayList<>();
    for (Quantity quantity : Quantity.values()) {
      values.forEach(
          (key, found) -> {
            if (key.quantity == quantity && !found.isEmpty()) {
              figures.add(new Figure(quantity, key.subject, key.condition, Estimate.of(found)));
            }
          });
      differences.stream().filter(it -> it.quantity() == quantity).forEach(figures::add);
    }
    return figures;
  }
}

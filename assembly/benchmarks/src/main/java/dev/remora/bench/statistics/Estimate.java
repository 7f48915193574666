// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.statistics;

import java.util.Arrays;
import java.util.List;

/**
 * A median and how well it is known. The interval is free of any assumption about the distribution:
 * it lies between two order statistics, and the number of values below the true median is binomial
 * with p = 1/2 (H. A. David and H. N. Nagaraja, Order Statistics, 3rd edition, section 7.1).
 *
 * @param count number of values
 * @param median the middle value, or the mean of the two in the middle
 * @param low lower end of the interval: one of the values
 * @param high upper end of the interval: one of the values
 * @param coverage probability that the interval holds the true median; at least 0.95 from six
 *     values on, less for fewer
 * @param smallest smallest value
 * @param largest largest value
 */
public record Estimate(
    int count,
    double median,
    double low,
    double high,
    double coverage,
    double smallest,
    double largest) {
  private static final double WANTED_COVERAGE = 0.95;

  /**
   * Estimates the median of what the values were drawn from.
   *
   * @param values at least one, in any order, none of them NaN
   */
  public static Estimate of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int count = sorted.length;
    if (Double.isNaN(sorted[count - 1])) {
      throw new IllegalArgumentException("not a number among the values");
    }
    int rank = rank(count);
    return new Estimate(
        count,
        (sorted[(count - 1) / 2] + sorted[count / 2]) / 2,
        sorted[rank - 1],
        sorted[count - rank],
        coverage(count, rank),
        sorted[0],
        sorted[count - 1]);
  }

  /**
   * Estimates the median difference of pairs that were measured side by side: what disturbs both of
   * a pair is not in it.
   *
   * @param with one value per pair
   * @param without as many, in the same order
   */
  public static Estimate ofDifferences(List<Double> with, List<Double> without) {
    if (with.size() != without.size()) {
      throw new IllegalArgumentException(with.size() + " and " + without.size() + " are no pairs");
    }
    Double[] differences = new Double[with.size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = with.get(i) - without.get(i);
    }
    return of(List.of(differences));
  }

  /** The largest rank, counted from either end, whose interval still covers enough; 1 if none. */
  static int rank(int count) {
    int rank = 1;
    while (2 * (rank + 1) <= count && coverage(count, rank + 1) >= WANTED_COVERAGE) {
      rank++;
    }
    return rank;
  }

  /** 1 − 2 P(B ≤ rank − 1) for B binomial with {@code count} trials of probability 1/2. */
  static double coverage(int count, int rank) {
    double logarithm = -count * Math.log(2); // of P(B = 0)
    double below = Math.exp(logarithm);
    for (int i = 1; i < rank; i++) {
      logarithm += Math.log((double) (count - i + 1) / i);
      below += Math.exp(logarithm);
    }
    return Math.max(0, 1 - 2 * below);
  }
}

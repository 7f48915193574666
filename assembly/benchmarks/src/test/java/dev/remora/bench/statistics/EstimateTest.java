// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateTest {

  @Test
  void theMedianOfAnOddNumberIsTheMiddleValue() {
    assertThat(Estimate.of(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2);
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    assertThat(Estimate.of(List.of(4.0, 1.0, 9.0, 2.0)).median()).isEqualTo(3);
  }

  /**
   * Ranks as the tables of nonparametric statistics print them for 95 %, for example W. J. Conover,
   * Practical Nonparametric Statistics, 3rd edition, table A3 with p = 0.5; the coverage is the sum
   * of binomial terms.
   */
  @ParameterizedTest
  @CsvSource({
    "6, 1, 0.96875",
    "7, 1, 0.984375",
    "8, 1, 0.9921875",
    "9, 2, 0.9609375",
    "10, 2, 0.978515625",
    "15, 4, 0.96484375",
    "20, 6, 0.958610534667969",
    "25, 8, 0.956714510917664",
    "31, 10, 0.970550627",
    "50, 18, 0.967161",
    "100, 40, 0.964800"
  })
  void theIntervalHasTheRanksOfTheTables(int count, int rank, double coverage) {
    List<Double> values = numbersUpTo(count);
    Collections.shuffle(values, new Random(count));
    Estimate estimate = Estimate.of(values);
    assertThat(estimate.low()).isEqualTo(rank);
    assertThat(estimate.high()).isEqualTo(count + 1 - rank);
    assertThat(estimate.coverage()).isCloseTo(coverage, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0.5", "3, 0.75", "4, 0.875", "5, 0.9375"})
  void fewValuesSayHowLittleTheyCover(int count, double coverage) {
    Estimate estimate = Estimate.of(numbersUpTo(count));
    assertThat(estimate.low()).isEqualTo(1);
    assertThat(estimate.high()).isEqualTo(count);
    assertThat(estimate.coverage()).isCloseTo(coverage, within(1e-12));
  }

  @Test
  void thousandsOfValuesDoNotUnderflow() {
    Estimate estimate = Estimate.of(numbersUpTo(5001));
    // Normal approximation of the ranks: n/2 ± 1.96 √n/2.
    assertThat(estimate.low()).isCloseTo(2501 - 0.98 * Math.sqrt(5001), within(2.0));
    assertThat(estimate.coverage()).isBetween(0.95, 0.953);
  }

  @Test
  void theIntervalCoversTheTrueMedianAsOftenAsItSays() {
    Random random = new Random(42);
    int hits = 0;
    int trials = 4000;
    for (int trial = 0; trial < trials; trial++) {
      // Skewed as times are: the median of 2^gauss is 1.
      List<Double> sample =
          DoubleStream.generate(() -> Math.pow(2, random.nextGaussian()))
              .limit(31)
              .boxed()
              .toList();
      Estimate estimate = Estimate.of(sample);
      hits += estimate.low() <= 1 && 1 <= estimate.high() ? 1 : 0;
    }
    assertThat(hits / (double) trials).isCloseTo(0.9706, within(0.012));
  }

  @Test
  void differencesArePairedAndWhatBothShareIsNotInThem() {
    List<Double> without = List.of(100.0, 250.0, 90.0, 400.0, 120.0, 95.0);
    List<Double> with = List.of(104.0, 255.0, 93.0, 404.0, 126.0, 99.0);
    Estimate added = Estimate.ofDifferences(with, without);
    assertThat(added.median()).isEqualTo(4);
    assertThat(added.low()).isEqualTo(3);
    assertThat(added.high()).isEqualTo(6);
  }

  @Test
  void whatCannotBeEstimatedIsRefused() {
    assertThatThrownBy(() -> Estimate.of(List.of())).hasMessageContaining("no values");
    assertThatThrownBy(() -> Estimate.of(List.of(1.0, Double.NaN))).hasMessageContaining("number");
    assertThatThrownBy(() -> Estimate.ofDifferences(List.of(1.0), List.of()))
        .hasMessageContaining("1 and 0 are no pairs");
  }

  private static List<Double> numbersUpTo(int count) {
    return new ArrayList<>(IntStream.rangeClosed(1, count).mapToObj(i -> (double) i).toList());
  }
}

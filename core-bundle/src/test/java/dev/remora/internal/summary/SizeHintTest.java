// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeHintTest {
  private static Machine machine(int megabytes) {
    return new Machine(megabytes, 2).functionMemory(60);
  }

  private static SizeHint hint(Machine machine) {
    return machine.summary().hint();
  }

  @Test
  void whatOnlyComputesInOneThreadCostsTheSameAtOneCpuAndIsFourteenTimesFaster() {
    Machine machine = machine(128);
    SizeHint hint = hint(machine.run(40, machine.share()));
    assertThat(hint.megabytes()).isEqualTo(1769);
    assertThat(hint.costRatio()).isCloseTo(1, within(0.05));
    assertThat(1 / hint.timeRatio()).isCloseTo(13.8, within(0.7));
  }

  @Test
  void oneThreadGetsNothingOutOfASecondCpu() {
    SizeHint hint = hint(machine(3538).busiestCore(1).run(10, 1));
    assertThat(hint.megabytes()).isEqualTo(1769);
    assertThat(hint.timeRatio()).isCloseTo(1, within(0.05));
    assertThat(hint.costRatio()).isCloseTo(0.5, within(0.05));
  }

  @Test
  void whatUsesAllCpusMayGrowBeyondOne() {
    SizeHint hint = hint(new Machine(2048, 2).functionMemory(60).run(10, 2048 / 1769.0));
    // Rounding shows a little more parallelism than there is: never much more than it has.
    assertThat(hint.megabytes()).isBetween(2048, 3008);
    assertThat(hint.costRatio()).isCloseTo(1, within(0.05));
  }

  @Test
  void whatWaitsShrinksTowardsItsMemory() {
    SizeHint small = hint(machine(1769).run(20, 0.005));
    assertThat(small.megabytes()).isEqualTo(128);
    assertThat(small.costRatio()).isLessThan(0.1);
    SizeHint big = hint(new Machine(1769, 2).functionMemory(600).run(20, 0.005));
    assertThat(big.megabytes()).isEqualTo(1024);
  }

  @ParameterizedTest
  @CsvSource({"0.3", "0.5", "0.7"})
  void noSizeIsProposedAtWhichItWouldBeMuchSlower(double busy) {
    SizeHint hint = hint(machine(1769).run(20, busy));
    assertThat(hint.timeRatio()).isLessThanOrEqualTo(1.25);
    assertThat(hint.costRatio()).isLessThanOrEqualTo(1);
  }

  @Test
  void whatIsNearlyFullGrows() {
    SizeHint hint =
        new Machine(512, 2).run(5, 0.02).summaryWith(Machine.report("success", "", 500)).hint();
    assertThat(hint.megabytes()).isEqualTo(1024);
    assertThat(hint.costRatio()).isGreaterThan(1);
  }

  @Test
  void whatNoSizeHoldsGetsNoHint() {
    SizeHint hint =
        new Machine(10240, 6)
            .run(5, 0.02)
            .summaryWith(Machine.report("error", "Runtime.OutOfMemory", 10240))
            .hint();
    assertThat(hint).isNull();
  }

  @Test
  void withoutAKnownPeakNothingSmallerIsProposed() {
    SizeHint hint = hint(new Machine(1024, 2).run(20, 0.005));
    assertThat(hint.megabytes()).isEqualTo(1024);
    assertThat(hint.timeRatio()).isEqualTo(1);
  }

  @Test
  void aBoostedInitialisationIsNotTakenForWork() {
    Machine machine = machine(512);
    SizeHint hint = hint(machine.run(1, 3 * machine.share()).run(20, 0.001));
    assertThat(hint.megabytes()).isEqualTo(128);
    assertThat(hint.timeRatio()).isLessThan(1.15);
  }

  @ParameterizedTest
  @CsvSource({"1,0,LOW", "9,100,LOW", "10,0,MEDIUM", "500,9,MEDIUM", "10,10,HIGH"})
  void oneInvocationIsWeakEvidence(int windows, long earlier, SizeHint.Confidence expected) {
    assertThat(SizeHint.Confidence.of(windows, earlier)).isEqualTo(expected);
  }
}

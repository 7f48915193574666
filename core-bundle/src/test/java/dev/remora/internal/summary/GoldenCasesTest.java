// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases at the end of section 3.4 of the telemetry reference. */
class GoldenCasesTest {
  private static final Offset<Double> CLOSE = within(0.03);

  @ParameterizedTest(name = "V = {2}")
  @CsvSource({"128,2,0.072", "1769,2,1", "3538,2,2"})
  void constantFullLoadIsAFlatLineAndCpuBound(int megabytes, int cpus, double share) {
    Machine machine = new Machine(megabytes, cpus);
    assertThat(machine.share()).isCloseTo(share, within(0.001));
    InvocationSummary summary = machine.run(20, machine.share()).summary();
    CpuUse cpu = summary.cpu();
    assertThat(cpu.loadAverage()).isCloseTo(1, CLOSE);
    assertThat(cpu.loadMax()).isBetween(1.0, 1.21);
    assertThat(cpu.total()).isCloseTo(20 * machine.share(), within(0.03));
    assertThat(cpu.saturation()).isGreaterThan(0.9);
    assertThat(cpu.flatline()).isTrue();
    assertThat(cpu.flatlineSeconds()).isGreaterThan(15);
    assertThat(summary.verdict()).isEqualTo(Verdict.CPU_BOUND);
  }

  @Test
  void fullLoadThatTheHostThrottlesIsSaturatedAlsoWhereItLooksLikeLess() {
    // 80 % of the share, and the host says that it took more than a quarter of the time.
    Machine machine = new Machine(128, 2).steal(0.5);
    InvocationSummary summary = machine.run(30, 0.80 * machine.share()).summary();
    assertThat(summary.cpu().loadAverage()).isCloseTo(0.8, CLOSE);
    assertThat(summary.cpu().saturation()).isGreaterThan(0.5);
    assertThat(summary.cpu().demand()).isCloseTo((0.8 * machine.share() + 0.5) / 2, CLOSE);
    assertThat(summary.verdict()).isEqualTo(Verdict.CPU_BOUND);
  }

  @Test
  void halfLoadIsBalanced() {
    InvocationSummary summary = new Machine(1769, 2).run(10, 0.5).summary();
    assertThat(summary.cpu().loadAverage()).isCloseTo(0.5, CLOSE);
    assertThat(summary.cpu().saturation()).isZero();
    assertThat(summary.cpu().flatline()).isFalse();
    assertThat(summary.verdict()).isEqualTo(Verdict.BALANCED);
  }

  @Test
  void oneOfTwoCoresPinnedIsASingleThreadsCeiling() {
    InvocationSummary summary = new Machine(3538, 2).busiestCore(1).run(10, 1).summary();
    assertThat(summary.cpu().loadAverage()).isCloseTo(0.5, CLOSE);
    assertThat(summary.cpu().singleCore()).isEqualTo(1);
    assertThat(summary.cpu().busiestCore()).isEqualTo(1);
    assertThat(summary.verdict()).isEqualTo(Verdict.SINGLE_THREAD_BOUND);
  }

  @Test
  void idleWithANetworkAtItsCeilingIsNetworkBound() {
    InvocationSummary summary =
        new Machine(1769, 2)
            .network(0)
            .run(1, 0.1)
            .network(60e6)
            .run(3, 0.1)
            .network(0)
            .run(1, 0.1)
            .summary();
    assertThat(summary.network().flatline()).isTrue();
    assertThat(summary.network().rateMax()).isCloseTo(60e6, within(1e5));
    assertThat(summary.network().total()).isCloseTo(180e6, within(1e5));
    assertThat(summary.network().active()).isCloseTo(0.6, CLOSE);
    assertThat(summary.verdict()).isEqualTo(Verdict.NETWORK_BOUND);
  }

  @Test
  void aBurstThatIsShorterThanAWindowMakesNoSaturation() {
    // 50 ms of a whole core are 69 % of the share in one window of 1.4 s, whatever 50 ms were.
    InvocationSummary summary = new Machine(128, 2).run(4, 0).run(0.05, 1).run(4, 0).summary();
    assertThat(summary.cpu().total()).isCloseTo(0.05, within(0.011));
    assertThat(summary.cpu().loadMax()).isLessThan(0.75);
    assertThat(summary.cpu().saturation()).isZero();
    assertThat(summary.verdict()).isEqualTo(Verdict.WAITING);
  }

  @Test
  void anInvocationShorterThanAWindowHasTotalsAndNoVerdict() {
    InvocationSummary summary = new Machine(128, 2).run(0.5, 0.06).summary();
    assertThat(summary.quality()).isEqualTo("coarse");
    assertThat(summary.cpu().total()).isCloseTo(0.03, within(0.021));
    assertThat(summary.cpu().loadAverage()).isNaN();
    assertThat(summary.verdict()).isNull();
    assertThat(summary.hint()).isNull();
  }

  @Test
  void aFreezeInTheMiddleIsCutOutOfRatesAndKeptInTotals() {
    InvocationSummary summary =
        new Machine(1769, 2).run(1, 1).freeze(600, 0.05).run(1, 1).summary();
    assertThat(summary.cpu().loadAverage()).isCloseTo(1, CLOSE);
    assertThat(summary.cpu().total()).isCloseTo(2.05, within(0.03));
    assertThat(summary.cpu().saturatedSeconds()).isLessThanOrEqualTo(2.001);
    // The two stretches are not one.
    assertThat(summary.cpu().flatlineSeconds()).isLessThanOrEqualTo(1.001);
    assertThat(summary.verdict()).isEqualTo(Verdict.CPU_BOUND);
  }

  @Test
  void aCounterThatWasResetInTheMiddleCostsOneReadingAndNothingGoesNegative() {
    // A sampler that sees a counter go down has nothing to say of that interval.
    InvocationSummary summary =
        new Machine(1769, 2).run(1, 1).silent(true).run(0.1, 0).silent(false).run(1, 1).summary();
    assertThat(summary.cpu().total()).isCloseTo(2, within(0.03));
    assertThat(summary.cpu().loadMax()).isLessThan(1.21);
    assertThat(summary.cpu().loadAverage()).isCloseTo(2 / 2.1, CLOSE);
    assertThat(summary.verdict()).isEqualTo(Verdict.CPU_BOUND);
  }

  @Test
  void aBoostedInitialisationFollowedByIdlenessIsWaiting() {
    Machine machine = new Machine(590, 2);
    InvocationSummary summary = machine.run(0.6, 3 * machine.share()).run(12, 0.01).summary();
    assertThat(summary.cpu().loadMax()).isCloseTo(3, within(0.4));
    assertThat(summary.cpu().loadAverage()).isLessThan(0.25);
    assertThat(summary.verdict()).isEqualTo(Verdict.WAITING);
  }

  @Test
  void onAMachineThatIsSharedOnlyTheSandboxsProcessesCount() {
    InvocationSummary summary =
        new Machine(1769, 2).foreign(1.8, true).busiestCore(1).run(5, 0.1).summary();
    assertThat(summary.cpu().foreign()).isTrue();
    assertThat(summary.cpu().loadAverage()).isCloseTo(0.1, CLOSE);
    assertThat(summary.verdict()).isEqualTo(Verdict.WAITING);
    InvocationSummary quiet = new Machine(1769, 2).foreign(0.05, true).run(5, 0.1).summary();
    assertThat(quiet.cpu().foreign()).isFalse();
  }

  @Test
  void aMachineOfItsOwnCountsAsAWhole() {
    // The kernel's threads, or children that nobody waited for: they use up the share, too.
    InvocationSummary summary = new Machine(1769, 2).foreign(0.9, false).run(5, 0.1).summary();
    assertThat(summary.cpu().foreign()).isFalse();
    assertThat(summary.cpu().unattributed()).isCloseTo(4.5, CLOSE);
    assertThat(summary.verdict()).isEqualTo(Verdict.CPU_BOUND);
  }
}

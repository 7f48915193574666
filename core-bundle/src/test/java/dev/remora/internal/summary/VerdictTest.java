// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each rule on its own, and which of two comes first. */
class VerdictTest {
  private static Verdict verdict(Machine machine) {
    return machine.summary().verdict();
  }

  @Test
  void memoryComesBeforeTheProcessor() {
    Machine machine = new Machine(512, 2);
    machine.run(10, machine.share());
    assertThat(machine.summaryWith(Machine.report("success", "", 461)).verdict())
        .isEqualTo(Verdict.MEMORY_BOUND);
    assertThat(machine.summaryWith(Machine.report("success", "", 459)).verdict())
        .isEqualTo(Verdict.CPU_BOUND);
  }

  @Test
  void theFunctionsOwnMemoryWillDoWhereThePlatformSaysNothing() {
    assertThat(verdict(new Machine(512, 2).functionMemory(470).run(5, 0)))
        .isEqualTo(Verdict.MEMORY_BOUND);
  }

  @Test
  void whatRanOutOfMemoryIsMemoryBoundWhateverTheFigureSays() {
    Machine machine = new Machine(512, 2).run(0.01, 0);
    assertThat(machine.summaryWith(Machine.report("error", "Runtime.OutOfMemory", 100)).verdict())
        .isEqualTo(Verdict.MEMORY_BOUND);
  }

  @Test
  void pageFaultsCountWhereMemoryIsShort() {
    assertThat(verdict(new Machine(512, 2).functionMemory(400).faults(150).run(5, 0.01)))
        .isEqualTo(Verdict.MEMORY_BOUND);
    // A quarter to spare: programs that are read from disk for the first time.
    assertThat(verdict(new Machine(512, 2).functionMemory(100).faults(150).run(5, 0.01)))
        .isEqualTo(Verdict.WAITING);
    assertThat(verdict(new Machine(512, 2).functionMemory(400).faults(50).run(5, 0.01)))
        .isEqualTo(Verdict.WAITING);
  }

  @Test
  void oneSaturatedWindowIsNotEnough() {
    assertThat(verdict(new Machine(1769, 2).run(0.1, 1))).isEqualTo(Verdict.BALANCED);
    assertThat(verdict(new Machine(1769, 2).run(0.2, 1))).isEqualTo(Verdict.CPU_BOUND);
  }

  @Test
  void lessThanHalfOfTheTimeSaturatedIsNotBound() {
    assertThat(verdict(new Machine(1769, 2).run(4.5, 1).run(5.5, 0.2))).isEqualTo(Verdict.BALANCED);
    assertThat(verdict(new Machine(1769, 2).run(5.5, 1).run(4.5, 0.2)))
        .isEqualTo(Verdict.CPU_BOUND);
  }

  @Test
  void aFullCoreIsACeilingOnlyWhereThereIsMoreThanOneToHave() {
    assertThat(verdict(new Machine(1024, 2).busiestCore(0.99).run(5, 0.3)))
        .isEqualTo(Verdict.BALANCED);
    assertThat(verdict(new Machine(3538, 2).busiestCore(0.90).run(5, 1)))
        .isEqualTo(Verdict.BALANCED);
    assertThat(verdict(new Machine(3538, 2).busiestCore(0.95).run(5, 1)))
        .isEqualTo(Verdict.SINGLE_THREAD_BOUND);
  }

  @Test
  void lostSegmentsAreTheNetworksFault() {
    assertThat(verdict(new Machine(1769, 2).network(1e5).segments(500, 0.03).run(5, 0.1)))
        .isEqualTo(Verdict.NETWORK_BOUND);
    assertThat(verdict(new Machine(1769, 2).network(1e5).segments(500, 0.01).run(5, 0.1)))
        .isEqualTo(Verdict.WAITING);
    // Two of ten segments say nothing.
    assertThat(verdict(new Machine(1769, 2).network(1e5).segments(2, 0.2).run(5, 0.1)))
        .isEqualTo(Verdict.WAITING);
  }

  @Test
  void aQuarterOfTheShareIsNoLongerWaiting() {
    assertThat(verdict(new Machine(1769, 2).run(10, 0.24))).isEqualTo(Verdict.WAITING);
    assertThat(verdict(new Machine(1769, 2).run(10, 0.26))).isEqualTo(Verdict.BALANCED);
  }

  @Test
  void withoutTheProcessorOnlyPositiveEvidenceCounts() {
    assertThat(verdict(new Machine(1769, 2).silent(true).run(5, 1))).isNull();
    Ticks ticks = new Ticks();
    Readings readings = new Readings();
    ticks.begin(0, readings);
    for (int i = 1; i <= 20; i++) {
      readings.clear();
      readings.record(Signal.NETWORK_RECEIVED, 5e6);
      ticks.add(i * 100_000_000L, true, readings);
    }
    InvocationSummary summary = InvocationSummary.of(new Machine(1769, 2).facts(), ticks);
    assertThat(summary.verdict()).isEqualTo(Verdict.NETWORK_BOUND);
    assertThat(summary.missing()).isEqualTo("cpu,processes,memory,platform");
  }
}

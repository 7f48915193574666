// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import static dev.remora.sampler.cpu.Fixtures.proc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.remora.api.Observation.Cause;
import dev.remora.testkit.FakeObservation;
import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.MemoryProcFiles;
import dev.remora.testkit.RecordingMetricRecorder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemCpuTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakePluginContext context = new FakePluginContext("cpu");
  private final RecordingMetricRecorder recorder = new RecordingMetricRecorder();

  @Test
  void theFirstObservationGivesCountAndShareOnceAndNothingElse() {
    CpuSampler sampler = new CpuSampler(context.withMemory(512), 8);
    FakeObservation first = FakeObservation.first(proc("nothing/before"));

    sampler.sample(first, recorder);

    assertThat(recorder.points()).hasSize(2);
    assertThat(recorder.values(CpuMetrics.LOGICAL_COUNT)).containsExactly(2.0);
    assertThat(recorder.values(CpuMetrics.ALLOTTED)).containsExactly(512 / 1769.0);

    recorder.clear();
    sampler.sample(first.after(SECOND, proc("nothing/after")), recorder);
    assertThat(recorder.values(CpuMetrics.LOGICAL_COUNT)).isEmpty();
    assertThat(recorder.values(CpuMetrics.ALLOTTED)).isEmpty();
  }

  @Test
  void timeIsTheDifferenceOfEachModeInSeconds() {
    sampleBoth("nothing");

    assertThat(time("user")).isEqualTo(0.30);
    assertThat(time("nice")).isEqualTo(0.02);
    assertThat(time("system")).isEqualTo(0.15);
    assertThat(time("idle")).isEqualTo(1.45);
    assertThat(time("iowait")).isEqualTo(0.01);
    assertThat(time("interrupt")).as("irq 3 to 4 and softirq 2 to 4").isEqualTo(0.03);
    assertThat(time("steal")).isEqualTo(0.02);
    assertThat(recorder.values(CpuMetrics.SYSTEM_TIME)).hasSize(7);
  }

  @Test
  void loadIsBusyTimeDividedByTheAllottedShareOfTheInterval() {
    sampleBoth("nothing");

    // user 30 + nice 2 + system 15 + interrupt 3 ticks of 100 that one vCPU has in a second
    assertThat(load()).isEqualTo(0.50, within(1e-9));
  }

  @Test
  void theBusiestCoreIsTheOneThatWorkedMost() {
    sampleBoth("nothing");

    // cpu0: user 20 + nice 1 + system 10 + interrupt 1 of the 100 ticks of a second
    assertThat(busiestCore()).containsExactly(0.32);
  }

  @Test
  void theBusiestCoreIsThatOfTheSameTimeAsTheLoad() {
    CpuSampler sampler = new CpuSampler(context.withMemory(128), 2);
    FakeObservation observation = FakeObservation.first(twoCores(0, 0));
    sampler.sample(observation, recorder);
    observation = observation.after(SECOND, twoCores(90, 20));
    sampler.sample(observation, recorder);
    assertThat(busiestCore()).as("a second is 7 ticks at 128 MB").isEmpty();

    sampler.sample(observation.after(SECOND, twoCores(110, 120)), recorder);

    assertThat(busiestCore()).as("of two seconds").containsExactly(0.6);
    assertThat(recorder.values(CpuMetrics.LOAD)).hasSize(1);
  }

  @Test
  void overAFreezeThereIsNoBusiestCore() {
    CpuSampler sampler = new CpuSampler(context, 2);
    FakeObservation first = FakeObservation.first(twoCores(0, 0));
    sampler.sample(first, recorder);
    FakeObservation thawed = first.after(Duration.ofMinutes(5), twoCores(50, 10)).broken();
    sampler.sample(thawed, recorder);
    assertThat(busiestCore()).isEmpty();

    sampler.sample(thawed.after(SECOND, twoCores(60, 80)), recorder);
    assertThat(busiestCore()).as("of the second after the freeze").containsExactly(0.7);
  }

  @Test
  void aTickTooManyDoesNotMakeTheBusiestCoreBusierThanOne() {
    CpuSampler sampler = new CpuSampler(context, 2);
    FakeObservation first = FakeObservation.first(twoCores(0, 0));
    sampler.sample(first, recorder);
    sampler.sample(first.after(Duration.ofMillis(100), twoCores(11, 0)), recorder);

    assertThat(busiestCore()).containsExactly(1.0);
  }

  @Test
  void noCoreIsComparedWithAnother() {
    sampleBoth("cpu-switched-off");

    assertThat(recorder.values(CpuMetrics.LOAD)).hasSize(1);
    assertThat(busiestCore()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"128, 6.9101", "512, 1.7275", "1769, 0.5", "3538, 0.25", "10240, 0.25", "0, 0.25"})
  void theShareFollowsTheMemorySizeUpToTheVisibleCpus(int megabytes, double expected) {
    context.withMemory(megabytes);
    CpuSampler sampler = new CpuSampler(context, 8);
    FakeObservation first = FakeObservation.first(proc("nothing/before"));
    sampler.sample(first, recorder);
    sampler.sample(first.after(Duration.ofSeconds(1), proc("nothing/before")), recorder);
    recorder.clear();
    // At 128 MB a second is 7 ticks: the two seconds are merged.
    sampler.sample(first.after(Duration.ofSeconds(2), proc("nothing/after")), recorder);

    double seconds = megabytes == 128 ? 2 : 1;
    assertThat(load()).isEqualTo(expected / seconds, within(1e-3));
  }

  @Test
  void neighbouringSamplesAreMergedUntilTheShareAmountsToTenTicks() {
    CpuSampler sampler = new CpuSampler(context.withMemory(512), 2);
    FakeObservation observation = FakeObservation.first(busy(0));
    sampler.sample(observation, recorder);
    // 0.289 vCPU: 2.9 ticks in 100 ms, so the fourth sample is the first with 10 (11.6).
    int[] busyTicks = {0, 5, 1, 2, 4, 0, 0, 0, 12};
    long total = 0;
    for (int i = 1; i < busyTicks.length; i++) {
      total += busyTicks[i];
      observation = observation.after(Duration.ofMillis(100), busy(total));
      sampler.sample(observation, recorder);
      assertThat(recorder.values(CpuMetrics.LOAD)).as("after %d samples", i).hasSize(i / 4);
    }
    double share = 512 / 1769.0 * 0.4;
    assertThat(recorder.values(CpuMetrics.LOAD)).hasSize(2);
    assertThat(recorder.values(CpuMetrics.LOAD).get(0)).isEqualTo(0.12 / share, within(1e-9));
    assertThat(recorder.values(CpuMetrics.LOAD).get(1)).isEqualTo(0.12 / share, within(1e-9));
  }

  @Test
  void aTimerThatFiresALittleEarlyStillMakesAWindow() {
    CpuSampler sampler = new CpuSampler(context, 2);
    FakeObservation first = FakeObservation.first(busy(0));
    sampler.sample(first, recorder);

    sampler.sample(first.after(Duration.ofNanos(99_700_000), busy(5)), recorder);

    assertThat(recorder.values(CpuMetrics.LOAD)).hasSize(1);
  }

  @Test
  void overAFreezeThereIsNoLoadButTotalsStay() {
    CpuSampler sampler = new CpuSampler(context, 2);
    FakeObservation first = FakeObservation.first(busy(0));
    sampler.sample(first, recorder);
    FakeObservation thawed = first.after(Duration.ofMinutes(5), busy(50)).broken();

    sampler.sample(thawed, recorder);

    assertThat(recorder.values(CpuMetrics.LOAD)).isEmpty();
    assertThat(time("user")).isEqualTo(0.50);

    sampler.sample(thawed.after(SECOND, busy(70)), recorder);
    assertThat(load()).as("of the second after the freeze alone").isEqualTo(0.20, within(1e-9));
  }

  @Test
  void aHalfFilledWindowEndsWithAFreeze() {
    CpuSampler sampler = new CpuSampler(context.withMemory(128), 2);
    FakeObservation observation = FakeObservation.first(busy(0));
    sampler.sample(observation, recorder);
    observation = observation.after(SECOND, busy(90));
    sampler.sample(observation, recorder);
    observation = observation.after(SECOND, busy(90)).broken();
    sampler.sample(observation, recorder);
    observation = observation.after(SECOND, busy(91));
    sampler.sample(observation, recorder);
    observation = observation.after(SECOND, busy(92));
    sampler.sample(observation, recorder);

    assertThat(recorder.values(CpuMetrics.LOAD)).hasSize(1);
    assertThat(load()).isEqualTo(0.02 / (2 * 128 / 1769.0), within(1e-9));
  }

  @Test
  void whatIsLeftOfOneInvocationIsNotMergedIntoTheNext() {
    CpuSampler sampler = new CpuSampler(context.withMemory(128), 2);
    FakeObservation observation = FakeObservation.first(busy(0));
    sampler.sample(observation, recorder);
    observation = observation.after(SECOND, busy(90)).because(Cause.INVOKE);
    sampler.sample(observation, recorder);
    observation = observation.after(SECOND, busy(91));
    sampler.sample(observation, recorder);
    assertThat(recorder.values(CpuMetrics.LOAD)).isEmpty();

    sampler.sample(observation.after(SECOND, busy(92)), recorder);
    assertThat(load()).isEqualTo(0.02 / (2 * 128 / 1769.0), within(1e-9));
  }

  @Test
  void iowaitThatWentDownAddsNothing() {
    sampleBoth("iowait-went-down");

    assertThat(time("iowait")).isZero();
    assertThat(time("user")).isEqualTo(0.10);
    assertThat(load()).isEqualTo(0.15, within(1e-9));
  }

  @Test
  void countersThatWereSetBackAddNothingAndGiveNoLoad() {
    CpuSampler sampler = sampleBoth("counters-were-set-back");

    assertThat(recorder.sum(CpuMetrics.SYSTEM_TIME)).isZero();
    assertThat(recorder.values(CpuMetrics.LOAD)).isEmpty();

    recorder.clear();
    FakeObservation next =
        FakeObservation.first(proc("counters-were-set-back/after"))
            .after(Duration.ofSeconds(2), new MemoryProcFiles().put("stat", "cpu 40 0 30 130\n"));
    sampler.sample(next, recorder);
    assertThat(time("user")).as("from the new beginning").isEqualTo(0.10);
    assertThat(load()).isEqualTo(0.20, within(1e-9));
  }

  @Test
  void missingColumnsAreZero() {
    sampleBoth("columns-missing");

    assertThat(time("user")).isEqualTo(0.20);
    assertThat(time("idle")).isEqualTo(0.70);
    assertThat(time("steal")).isZero();
    assertThat(load()).isEqualTo(0.30, within(1e-9));
  }

  @Test
  void unknownColumnsAreLeftAlone() {
    sampleBoth("columns-unknown");

    assertThat(recorder.sum(CpuMetrics.SYSTEM_TIME)).isEqualTo(1.0, within(1e-9));
  }

  @Test
  void timeOfGuestsIsNotAddedAgain() {
    sampleBoth("guest-inside-user");

    assertThat(time("user")).isEqualTo(0.40);
    assertThat(recorder.sum(CpuMetrics.SYSTEM_TIME)).isEqualTo(1.0, within(1e-9));
    assertThat(load()).isEqualTo(0.40, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stat-is-noise",
        "stat-is-cut-off",
        "stat-number-does-not-fit",
        "stat-missing",
        "one-cpu-line-garbled"
      })
  void anUnusableFileIsLeftOutSaidOnceAndBridgedByTheNextGoodOne(String defect) {
    CpuSampler sampler = new CpuSampler(context, 2);
    FakeObservation observation = FakeObservation.first(proc(defect + "/before"));
    sampler.sample(observation, recorder);
    recorder.clear();
    for (int i = 0; i < 3; i++) {
      observation = observation.after(SECOND, proc(defect + "/after"));
      sampler.sample(observation, recorder);
    }
    assertThat(recorder.points()).isEmpty();
    assertThat(context.lines())
        .filteredOn(line -> line.contains("/proc/stat cannot be"))
        .hasSize(1);

    MemoryProcFiles good = new MemoryProcFiles().put("stat", "cpu  160 0 90 1700 0 0 0 0 0 0\n");
    sampler.sample(observation.after(SECOND, good), recorder);
    assertThat(time("user")).as("since the last good reading").isEqualTo(0.60);
    assertThat(load()).as("of 4 seconds").isEqualTo(0.25, within(1e-9));
  }

  @Test
  void aFreezeDuringAnUnusableReadingIsNotBridgedByTheLoad() {
    CpuSampler sampler = new CpuSampler(context, 2);
    FakeObservation observation = FakeObservation.first(busy(0));
    sampler.sample(observation, recorder);
    observation = observation.after(SECOND, new MemoryProcFiles()).broken();
    sampler.sample(observation, recorder);

    sampler.sample(observation.after(SECOND, busy(50)), recorder);

    assertThat(recorder.values(CpuMetrics.LOAD)).isEmpty();
    assertThat(time("user")).isEqualTo(0.50);
  }

  @Test
  void readingsOfTheStartScriptGiveTotalsAndLoadAndLeaveTheCountOpen() {
    CpuSampler sampler = new CpuSampler(context.withMemory(0), 4);
    FakeObservation first = FakeObservation.first(proc("only-the-first-line/before")).recorded();
    sampler.sample(first, recorder);
    FakeObservation second = first.after(SECOND, proc("only-the-first-line/after"));
    sampler.sample(second, recorder);

    assertThat(time("user")).isEqualTo(0.30);
    assertThat(load()).as("of the four assumed CPUs").isEqualTo(0.125, within(1e-9));
    assertThat(recorder.values(CpuMetrics.LOGICAL_COUNT)).isEmpty();
    assertThat(recorder.values(CpuMetrics.ALLOTTED)).isEmpty();
    assertThat(busiestCore()).as("such readings have the sum alone").isEmpty();
    assertThat(context.lines()).as("nothing is wrong with such a reading").isEmpty();

    sampler.sample(second.after(SECOND, proc("nothing/after")).asLive(), recorder);
    assertThat(recorder.values(CpuMetrics.LOGICAL_COUNT)).containsExactly(2.0);
    assertThat(recorder.values(CpuMetrics.ALLOTTED)).containsExactly(2.0);
  }

  @Test
  void utilizationIsTheShareOfAllVisibleCpus() {
    context.with("REMORA_CPU_UTILIZATION", "true");
    sampleBoth("nothing");

    assertThat(recorder.values(CpuMetrics.SYSTEM_UTILIZATION)).hasSize(7);
    assertThat(recorder.sum(CpuMetrics.SYSTEM_UTILIZATION, "cpu.mode", "user"))
        .isEqualTo(0.15, within(1e-9));
    assertThat(recorder.sum(CpuMetrics.SYSTEM_UTILIZATION, "cpu.mode", "idle"))
        .isEqualTo(0.725, within(1e-9));
  }

  @Test
  void aTickTooManyDoesNotMakeUtilizationMoreThanOne() {
    context.with("REMORA_CPU_UTILIZATION", "true");
    CpuSampler sampler = new CpuSampler(context, 1);
    FakeObservation first = FakeObservation.first(busy(0));
    sampler.sample(first, recorder);
    sampler.sample(first.after(Duration.ofMillis(100), busy(11)), recorder);

    assertThat(recorder.sum(CpuMetrics.SYSTEM_UTILIZATION, "cpu.mode", "user")).isEqualTo(1);
    assertThat(load()).as("load may be above 1").isEqualTo(1.1, within(1e-9));
  }

  @Test
  void splitByCpuTheSumStaysTheSame() {
    context.with("REMORA_CPU_PER_CPU", "true");
    sampleBoth("nothing");

    assertThat(recorder.values(CpuMetrics.SYSTEM_TIME)).hasSize(14);
    assertThat(recorder.sum(CpuMetrics.SYSTEM_TIME, "cpu.logical_number", "0", "cpu.mode", "user"))
        .isEqualTo(0.20);
    assertThat(recorder.sum(CpuMetrics.SYSTEM_TIME, "cpu.logical_number", "1", "cpu.mode", "user"))
        .isEqualTo(0.10);
    assertThat(time("idle")).isEqualTo(1.45, within(1e-9));
  }

  @Test
  void splitByCpuNoCpuIsComparedWithAnother() {
    context.with("REMORA_CPU_PER_CPU", "true");
    sampleBoth("cpu-switched-off");

    assertThat(recorder.sum(CpuMetrics.SYSTEM_TIME, "cpu.logical_number", "0", "cpu.mode", "user"))
        .isEqualTo(0.20);
    assertThat(recorder.values(CpuMetrics.SYSTEM_TIME, "cpu.logical_number", "2")).isEmpty();
  }

  @Test
  void whatTheKernelDidNotAccountForIsInTheDebugLogAtTheEnd() {
    CpuSampler sampler = sampleBoth("nothing");

    sampler.close();

    // 198 of 200 ticks are accounted for
    assertThat(context.lines())
        .containsExactly(
            "DEBUG of 2000 ms of CPU time in sight, 500 ms were busy, 20 ms stolen, 20 ms not"
                + " accounted for by the kernel");
  }

  private CpuSampler sampleBoth(String folder) {
    CpuSampler sampler = new CpuSampler(context, 2);
    FakeObservation first = FakeObservation.first(proc(folder + "/before")).recorded();
    sampler.sample(first, recorder);
    sampler.sample(first.after(SECOND, proc(folder + "/after")), recorder);
    return sampler;
  }

  private static MemoryProcFiles busy(long ticks) {
    return new MemoryProcFiles().put("stat", "cpu  " + (100 + ticks) + " 0 0 1000 0 0 0 0 0 0\n");
  }

  private static MemoryProcFiles twoCores(long first, long second) {
    return new MemoryProcFiles()
        .put(
            "stat",
            "cpu  "
                + (first + second)
                + " 0 0 1000 0 0 0 0 0 0\ncpu0 "
                + first
                + " 0 0 500 0 0 0 0 0 0\ncpu1 "
                + second
                + " 0 0 500 0 0 0 0 0 0\n");
  }

  private List<Double> busiestCore() {
    return recorder.values(CpuMetrics.BUSIEST_CORE);
  }

  private double time(String mode) {
    return recorder.sum(CpuMetrics.SYSTEM_TIME, "cpu.mode", mode);
  }

  private double load() {
    return recorder.values(CpuMetrics.LOAD).getLast();
  }
}

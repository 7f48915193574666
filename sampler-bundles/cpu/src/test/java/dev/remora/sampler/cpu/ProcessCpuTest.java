// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import static dev.remora.sampler.cpu.Fixtures.AGENT;
import static dev.remora.sampler.cpu.Fixtures.CHILD;
import static dev.remora.sampler.cpu.Fixtures.FUNCTION;
import static dev.remora.sampler.cpu.Fixtures.INIT;
import static dev.remora.sampler.cpu.Fixtures.proc;
import static dev.remora.sampler.cpu.Fixtures.stat;
import static dev.remora.sampler.cpu.Fixtures.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcessRole;
import dev.remora.testkit.FakeObservation;
import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.MemoryProcFiles;
import dev.remora.testkit.RecordingMetricRecorder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessCpuTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakePluginContext context = new FakePluginContext("cpu");
  private final RecordingMetricRecorder recorder = new RecordingMetricRecorder();

  /** Sandbox with init, the function's process 20 and a started clock at 500 s. */
  private final MemoryProcFiles files =
      new MemoryProcFiles()
          .put("uptime", "500.00 900.00\n")
          .put("1/stat", stat(1, 0, ticks(1, 1, 50, 50), 1, 1))
          .put("20/stat", stat(20, 1, ticks(100, 50, 0, 0), 2, 40_000))
          .process(1, ProcessRole.OTHER)
          .process(20, ProcessRole.FUNCTION);

  private CpuSampler sampler;
  private FakeObservation last;

  @Test
  void timeAndThreadsAreSummedByRole() {
    sample(proc("nothing/before", INIT, FUNCTION, AGENT));
    assertThat(threads("function")).isEqualTo(4);
    assertThat(recorder.values(CpuMetrics.PROCESS_TIME)).as("a baseline").isEmpty();

    sample(proc("nothing/after", INIT, FUNCTION, AGENT));
    assertThat(time("function", "user")).isEqualTo(0.25);
    assertThat(time("function", "system")).isEqualTo(0.07);
    assertThat(time("agent", "user")).isEqualTo(0.02);
    assertThat(time("agent", "system")).isEqualTo(0.01);
    assertThat(recorder.values(CpuMetrics.PROCESS_TIME, "remora.process.role", "other"))
        .as("exported also when zero")
        .containsExactly(0.0, 0.0);
    assertThat(threads("function")).isEqualTo(5);
    assertThat(threads("agent")).isEqualTo(11);
    assertThat(threads("other")).isEqualTo(3);
  }

  @Test
  void contextSwitchesAreOffUnlessWanted() {
    sample(proc("nothing/before", FUNCTION));
    sample(proc("nothing/after", FUNCTION));
    assertThat(recorder.values(CpuMetrics.CONTEXT_SWITCHES)).isEmpty();
  }

  @Test
  void contextSwitchesAreCountedByTypeAndRole() {
    context.with("REMORA_CPU_CONTEXT_SWITCHES", "true");
    sample(proc("nothing/before", INIT, FUNCTION, AGENT));
    assertThat(recorder.values(CpuMetrics.CONTEXT_SWITCHES)).isEmpty();

    sample(proc("nothing/after", INIT, FUNCTION, AGENT));
    assertThat(switches("function", "voluntary")).isEqualTo(6);
    assertThat(switches("function", "involuntary")).isEqualTo(3);
    assertThat(recorder.values(CpuMetrics.CONTEXT_SWITCHES)).hasSize(6);
  }

  @Test
  void aCommandMayHoldBlanksAndParentheses() {
    sample(proc("command-with-parentheses/before", FUNCTION));
    sample(proc("command-with-parentheses/after", FUNCTION));

    assertThat(time("function", "user")).isEqualTo(0.20);
    assertThat(time("function", "system")).isEqualTo(0.04);
    assertThat(threads("function")).isEqualTo(6);
  }

  @Test
  void aProcessThatDiedSinceItWasListedIsLeftOut() {
    sample(proc("nothing/before", FUNCTION, CHILD));
    sample(proc("nothing/after", FUNCTION, CHILD));

    assertThat(time("function", "user")).isEqualTo(0.25);
    assertThat(context.lines()).isEmpty();
  }

  @Test
  void aFileThatWasCutOffIsBridgedByTheNextGoodOne() {
    sample(proc("process-stat-is-cut-off/before", FUNCTION));
    sample(proc("process-stat-is-cut-off/after", FUNCTION));
    assertThat(time("function", "user")).isZero();

    sample(proc("process-stat-is-cut-off/recovered", FUNCTION));
    assertThat(time("function", "user")).isEqualTo(0.30);
    assertThat(time("function", "system")).isEqualTo(0.04);
  }

  @Test
  void aYoungProcessThatCouldNotBeReadForAMomentIsNotCountedTwice() {
    sample(files);
    files.process(21, ProcessRole.FUNCTION);
    files.put("21/stat", stat(21, 20, ticks(40, 0, 0, 0), 1, 50_010));
    sample(files);
    files.remove("21/stat");
    sample(files);
    files.put("21/stat", stat(21, 20, ticks(45, 0, 0, 0), 1, 50_010));
    sample(files);

    assertThat(time("function", "user")).isEqualTo(0.45);
  }

  @Test
  void aPidThatWasGivenOutAgainIsANewProcessAndNoReset() {
    sample(proc("pid-given-out-again/before", FUNCTION));
    sample(proc("pid-given-out-again/after", FUNCTION));

    assertThat(time("function", "user")).as("all of the new one").isEqualTo(0.07);
    assertThat(time("function", "system")).isEqualTo(0.03);
  }

  @Test
  void aProcessThatBeganAfterTheBaselineCountsFromItsBirth() {
    sample(files);
    files.process(21, ProcessRole.FUNCTION);
    files.put("21/stat", stat(21, 20, ticks(30, 10, 0, 0), 1, 50_001));
    sample(files);

    assertThat(time("function", "user")).isEqualTo(0.30);
  }

  @Test
  void aProcessThatIsOlderThanTheBaselineButListedLateBeginsAtItsFirstReading() {
    sample(files);
    files.process(19, ProcessRole.FUNCTION);
    files.put("19/stat", stat(19, 1, ticks(9000, 10, 0, 0), 1, 30_000));
    sample(files);
    assertThat(time("function", "user")).isZero();

    files.put("19/stat", stat(19, 1, ticks(9005, 10, 0, 0), 1, 30_000));
    sample(files);
    assertThat(time("function", "user")).isEqualTo(0.05);
  }

  @Test
  void withoutUptimeNothingIsTakenForNewAndItIsSaidOnce() {
    sample(proc("uptime-missing/before", FUNCTION));
    sample(proc("uptime-missing/after", FUNCTION, CHILD));

    assertThat(time("function", "user")).isZero();
    assertThat(context.lines()).filteredOn(line -> line.contains("/proc/uptime")).hasSize(1);
  }

  @Test
  void reapedChildrenCountOnceWhetherTheyWereSeenOrNot() {
    sample(proc("children-reaped/before", FUNCTION, CHILD));
    sample(proc("children-reaped/after", FUNCTION, CHILD));

    // Child 21 went from 30+4 to 54 before it was reaped, another one was never seen and used 6,
    // the parent itself 1.
    assertThat(time("function", "user")).isEqualTo(0.27, within(1e-9));
    assertThat(time("function", "system")).isEqualTo(0.07, within(1e-9));
  }

  @Test
  void aWholeFamilyThatEndedCountsOnce() {
    files
        .process(21, ProcessRole.FUNCTION)
        .process(22, ProcessRole.FUNCTION)
        .put("21/stat", stat(21, 20, ticks(10, 0, 0, 0), 1, 45_000))
        .put("22/stat", stat(22, 21, ticks(20, 0, 0, 0), 1, 45_001));
    sample(files);
    // 22 ended with 25, was reaped by 21, which ended with 13 and was reaped by 20.
    files.remove("21/stat").remove("22/stat");
    files.put("20/stat", stat(20, 1, ticks(100, 50, 38, 0), 2, 40_000));
    sample(files);

    assertThat(time("function", "user")).isEqualTo(0.08, within(1e-9));
  }

  @Test
  void aChildThatIsReapedWhileTheRoundIsReadCountsOnce() {
    files.process(21, ProcessRole.FUNCTION);
    files.put("21/stat", stat(21, 20, ticks(10, 0, 0, 0), 1, 45_000));
    sample(files);
    // The parent is read first; then the child ends; what the parent says has changed by now.
    sample(
        new ProcFilesThatChange(files) {
          @Override
          void beforeReading(String path) {
            if (path.equals("21/stat")) {
              files.remove("21/stat");
              files.put("20/stat", stat(20, 1, ticks(100, 50, 14, 0), 2, 40_000));
            }
          }
        });
    sample(files);

    assertThat(time("function", "user")).isEqualTo(0.04, within(1e-9));
  }

  @Test
  void aFunctionThatIgnoresItsChildrenIsNeverNegative() {
    files.process(21, ProcessRole.FUNCTION);
    files.put("21/stat", stat(21, 20, ticks(500, 0, 0, 0), 1, 45_000));
    sample(files);
    files.remove("21/stat");
    files.put("20/stat", stat(20, 1, ticks(107, 50, 0, 0), 2, 40_000));
    sample(files);

    assertThat(time("function", "user")).isEqualTo(0.07);
  }

  @Test
  void whatThePlatformsProcessReapsIsNotItsOwn() {
    sample(files);
    files.remove("20/stat");
    files.put("1/stat", stat(1, 0, ticks(1, 1, 170, 100), 1, 1));
    sample(files);

    assertThat(time("other", "user")).isZero();
    assertThat(time("function", "user")).isZero();
    assertThat(threads("function")).isZero();
  }

  @Test
  void countersOfAProcessThatWentDownAddNothing() {
    sample(files);
    files.put("20/stat", stat(20, 1, ticks(40, 51, 0, 0), 2, 40_000));
    sample(files);

    assertThat(time("function", "user")).isZero();
    assertThat(time("function", "system")).isEqualTo(0.01);
  }

  @Test
  void readingsOfTheStartScriptHoldNoProcessesAndSayNothingOfThem() {
    sampler = new CpuSampler(context, 2);
    last = FakeObservation.first(proc("only-the-first-line/before")).recorded();
    sampler.sample(last, recorder);
    assertThat(recorder.values(CpuMetrics.THREADS)).isEmpty();

    // The function began after that reading, the platform's process before it.
    last = last.asLive();
    files.put("20/stat", stat(20, 1, ticks(100, 50, 0, 0), 2, 50_001));
    sample(files);
    sample(files);
    assertThat(time("function", "user"))
        .as("the first listing is a baseline all the same")
        .isZero();
  }

  @Test
  void aLiveReadingWithoutAnyProcessIsSaidOnce() {
    sample(files.noProcesses());
    sample(files);

    assertThat(recorder.values(CpuMetrics.THREADS)).isEmpty();
    assertThat(context.lines()).filteredOn(line -> line.contains("no process")).hasSize(1);
  }

  private void sample(ProcFiles proc) {
    if (sampler == null) {
      sampler = new CpuSampler(context, 2);
      last = FakeObservation.first(proc);
    } else {
      last = last.after(SECOND, proc);
    }
    sampler.sample(last, recorder);
  }

  private double time(String role, String mode) {
    return recorder.sum(CpuMetrics.PROCESS_TIME, "remora.process.role", role, "cpu.mode", mode);
  }

  private double threads(String role) {
    return recorder.values(CpuMetrics.THREADS, "remora.process.role", role).getLast();
  }

  private double switches(String role, String type) {
    return recorder.sum(
        CpuMetrics.CONTEXT_SWITCHES,
        "remora.process.role",
        role,
        "process.context_switch.type",
        type);
  }
}

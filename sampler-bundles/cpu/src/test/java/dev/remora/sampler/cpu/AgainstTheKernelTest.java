// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import dev.remora.api.MetricRecorder;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcessRole;
import dev.remora.api.proc.SandboxProcess;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import dev.remora.testkit.FakeObservation;
import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.FolderProcFiles;
import dev.remora.testkit.RecordingMetricRecorder;
import java.io.BufferedReader;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real {@code /proc}, compared with what the operating system says by other ways. */
class AgainstTheKernelTest {
  private static final double TWO_TICKS = 0.02;

  private final RecordingMetricRecorder recorder = new RecordingMetricRecorder();
  private final CpuSampler sampler = new CpuSampler(new FakePluginContext("cpu"));

  @BeforeAll
  static void onLinuxOnly() {
    assumeTrue(Files.isReadable(Path.of("/proc/self/stat")), "needs /proc of Linux");
  }

  @Test
  void timeOfAProcessIsWhatGetrusageSays() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    ProcFiles proc = proc(ProcessHandle.current().pid());
    FakeObservation first = FakeObservation.first(proc);
    long earliest = system.getProcessCpuTime();
    sampler.sample(first, recorder);
    long early = system.getProcessCpuTime();
    spin(Duration.ofMillis(300));
    long late = system.getProcessCpuTime();
    sampler.sample(first.after(Duration.ofSeconds(1), proc), recorder);
    long latest = system.getProcessCpuTime();

    double measured = function();
    assertThat(measured)
        .isBetween((late - early) / 1e9 - TWO_TICKS, (latest - earliest) / 1e9 + TWO_TICKS);
    assertThat(measured).as("the work was seen at all").isGreaterThan(0.2);
    assertThat(recorder.sum(CpuMetrics.SYSTEM_TIME, "cpu.mode", "user"))
        .as("the whole machine did at least as much")
        .isGreaterThan(0.2);
  }

  @Test
  void timeOfAShellAndItsReapedChildrenIsWhatItsTimesBuiltinSays() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
    Process shell =
        new ProcessBuilder(
                "/bin/bash",
                "-c",
                "times; echo ready; read; i=0; while ((i < 60000)); do ((i += 1)); done;"
                    + " (i=0; while ((i < 120000)); do ((i += 1)); done); times; echo done; read")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = shell.inputReader();
        Writer input = shell.outputWriter()) {
      ProcFiles proc = proc(shell.pid());
      double before = untilWord("ready", output);
      FakeObservation first = FakeObservation.first(proc);
      sampler.sample(first, recorder);
      input.write("go\n");
      input.flush();
      double after = untilWord("done", output);
      sampler.sample(first.after(Duration.ofSeconds(1), proc), recorder);

      assertThat(function()).isCloseTo(after - before, within(TWO_TICKS));
      assertThat(function()).as("the work was seen at all").isGreaterThan(0.1);
    } finally {
      shell.destroyForcibly();
    }
  }

  @Test
  void theBusiestCoreIsAtLeastAsBusyAsWhoIsBoundToIt() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/taskset")), "needs taskset");
    Process burner =
        new ProcessBuilder("taskset", "-c", "0", "/bin/bash", "-c", "while :; do :; done").start();
    try {
      ProcFiles proc = proc(burner.pid());
      long start = System.nanoTime();
      FakeObservation first = FakeObservation.first(proc);
      sampler.sample(first, recorder);
      Duration early = cpuOf(burner);
      long limit = start + Duration.ofSeconds(20).toNanos();
      while (cpuOf(burner).minus(early).toMillis() < 300 && System.nanoTime() < limit) {
        Thread.onSpinWait();
      }
      Duration late = cpuOf(burner);
      Duration wall = Duration.ofNanos(System.nanoTime() - start);
      sampler.sample(first.after(wall, proc), recorder);

      double bound = late.minus(early).toNanos() / 1e9;
      assertThat(recorder.values(CpuMetrics.BUSIEST_CORE)).hasSize(1);
      assertThat(recorder.sum(CpuMetrics.BUSIEST_CORE))
          .isGreaterThanOrEqualTo((bound - TWO_TICKS) / (wall.toNanos() / 1e9));
    } finally {
      burner.destroyForcibly();
    }
  }

  @Test
  void aRoundMakesNoGarbageWorthNaming() {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean,
        "needs a JVM that counts allocations");
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    FakeObservation observation =
        FakeObservation.first(new CpuSamplerContractTest().proc(0)).broken();
    MetricRecorder nowhere = new NoMetricRecorder();
    for (int i = 0; i < 2_000; i++) {
      sampler.sample(observation, nowhere);
    }
    int rounds = 10_000;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) {
      sampler.sample(observation, nowhere);
    }
    long perRound = (threads.getCurrentThreadAllocatedBytes() - before) / rounds;

    assertThat(perRound).as("bytes allocated per round").isLessThan(64);
  }

  private double function() {
    return recorder.sum(CpuMetrics.PROCESS_TIME, "remora.process.role", "function");
  }

  private static Duration cpuOf(Process process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  private static ProcFiles proc(long pid) {
    return new FolderProcFiles(
        Path.of("/proc"), new SandboxProcess((int) pid, ProcessRole.FUNCTION));
  }

  /** Computes until this thread has used that much CPU time, however long that takes. */
  private static void spin(Duration cpuTime) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long end = threads.getCurrentThreadCpuTime() + cpuTime.toNanos();
    while (threads.getCurrentThreadCpuTime() < end) {
      for (int i = 0; i < 10_000; i++) {
        Thread.onSpinWait();
      }
    }
  }

  /** Reads up to a word; the sum of the times like {@code 0m1.234s} on the way. */
  private static double untilWord(String word, BufferedReader output) throws Exception {
    double seconds = 0;
    for (String line = output.readLine(); !word.equals(line); line = output.readLine()) {
      assertThat(line).as("output of the shell").isNotNull();
      for (String time : line.split(" ")) {
        int minutes = time.indexOf('m');
        seconds +=
            60 * Double.parseDouble(time.substring(0, minutes))
                + Double.parseDouble(time.substring(minutes + 1, time.length() - 1));
      }
    }
    return seconds;
  }

  private static final class NoMetricRecorder implements MetricRecorder {
    @Override
    public void record(Instrument instrument, Attributes attributes, long value) {}

    @Override
    public void record(Instrument instrument, Attributes attributes, double value) {}
  }
}

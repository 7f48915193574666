// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.remora.api.MetricRecorder;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcessRole;
import dev.remora.api.proc.SandboxProcess;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import dev.remora.testkit.FakeObservation;
import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.FolderProcFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real {@code /proc}, compared with what the system's own tools say. */
class AgainstTheKernelTest {
  private static final double MIB = 1024 * 1024;

  /** What others on the machine may take or give back between two readings. */
  private static final double OTHERS = 512 * MIB;

  private final Sampled sampled = new Sampled();

  @BeforeAll
  static void onLinuxOnly() {
    assumeTrue(Files.isReadable(Path.of("/proc/meminfo")), "needs /proc of Linux");
  }

  @Test
  void memoryOfTheSandboxIsWhatFreeSays() throws Exception {
    String[] free = secondLine("free", "-b", "-w");
    sampled.reading(kernel(ProcessHandle.current().pid()));

    // total, used, free, shared, buffers, cache, available
    assertThat(sampled.recorder.values(MemoryMetrics.LIMIT))
        .containsExactly(Double.valueOf(free[1]));
    assertThat(usage("free")).isCloseTo(Double.parseDouble(free[3]), within(OTHERS));
    assertThat(usage("buffers")).isCloseTo(Double.parseDouble(free[5]), within(OTHERS));
    assertThat(usage("cached")).isCloseTo(Double.parseDouble(free[6]), within(OTHERS));
    double available = Double.parseDouble(free[7]);
    assertThat(sampled.recorder.sum(MemoryMetrics.AVAILABLE))
        .isCloseTo(available, within(OTHERS));
    assertThat(usage("used")).isCloseTo(Double.parseDouble(free[1]) - available, within(OTHERS));
  }

  @Test
  void spaceOfTheFileSystemIsWhatDfSays() throws Exception {
    String[] df = secondLine("df", "-B1", "--output=size,used,avail", "/tmp");
    sampled.reading(kernel(ProcessHandle.current().pid()));

    double size = Double.parseDouble(df[0]);
    assertThat(sampled.recorder.values(MemoryMetrics.FILESYSTEM_LIMIT)).containsExactly(size);
    assertThat(space("used")).isCloseTo(Double.parseDouble(df[1]), within(OTHERS));
    assertThat(space("free")).isCloseTo(Double.parseDouble(df[2]), within(OTHERS));
    assertThat(space("used") + space("free") + space("reserved")).isEqualTo(size);
  }

  @Test
  void residentMemoryOfAProcessIsWhatPsSaysAndGrowsByWhatItTakes() throws Exception {
    try (Shell shell = new Shell()) {
      double before = resident(shell);
      assertThat(before).isCloseTo(1024 * ps(shell, "rss"), within(MIB));

      shell.run("kept=$(head -c 67108864 /dev/zero | tr '\\0' x)");
      double after = resident(shell);
      assertThat(after).isCloseTo(1024 * ps(shell, "rss"), within(MIB));
      assertThat(after - before).as("64 MiB are kept").isBetween(64 * MIB, 512 * MIB);
    }
  }

  @Test
  void descriptorsOfAProcessGrowByWhatItOpens() throws Exception {
    try (Shell shell = new Shell()) {
      double before = descriptors(shell);

      shell.run("for ((i = 20; i < 70; i++)); do eval \"exec $i</dev/null\"; done");
      assertThat(descriptors(shell)).isEqualTo(before + 50);

      shell.run("exec 20<&- 21<&-");
      assertThat(descriptors(shell)).isEqualTo(before + 48);
    }
  }

  @Test
  void pageFaultsOfAProcessAreWhatPsSays() throws Exception {
    sampled.context.with("REMORA_MEMORY_PAGING_FAULTS", "true");
    try (Shell shell = new Shell()) {
      sampled.reading(kernel(shell.pid()));
      double minor = ps(shell, "min_flt");
      double major = ps(shell, "maj_flt");
      shell.run("kept=$(head -c 8388608 /dev/zero | tr '\\0' x)");
      sampled.reading(kernel(shell.pid()));

      assertThat(faults("minor")).isEqualTo(ps(shell, "min_flt") - minor).isGreaterThan(0);
      assertThat(faults("major")).isEqualTo(ps(shell, "maj_flt") - major);
    }
  }

  @Test
  void aRoundMakesNoGarbageWorthNaming() {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
        "needs a JVM that counts allocations");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    FakeObservation observation = FakeObservation.first(new MemorySamplerContractTest().proc(0));
    MetricRecorder nowhere = new NoMetricRecorder();
    MemorySampler sampler =
        new MemorySampler(
            new FakePluginContext("memory").with("REMORA_MEMORY_PAGING_FAULTS", "true"));
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

  private double resident(Shell shell) {
    sampled.reading(kernel(shell.pid()));
    return sampled.recorder.sum(
        MemoryMetrics.PROCESS_USAGE, "remora.process.role", ProcessRole.FUNCTION.word());
  }

  private double descriptors(Shell shell) {
    sampled.reading(kernel(shell.pid()));
    return sampled.recorder.sum(
        MemoryMetrics.DESCRIPTORS, "remora.process.role", ProcessRole.FUNCTION.word());
  }

  private double usage(String state) {
    return sampled.recorder.sum(MemoryMetrics.USAGE, "system.memory.state", state);
  }

  private double space(String state) {
    return sampled.recorder.sum(
        MemoryMetrics.FILESYSTEM_USAGE, "system.filesystem.state", state);
  }

  private double faults(String type) {
    return sampled.recorder.sum(
        MemoryMetrics.PAGING_FAULTS, "system.paging.fault.type", type);
  }

  private static ProcFiles kernel(long pid) {
    return new FolderProcFiles(
        Path.of("/proc"), new SandboxProcess((int) pid, ProcessRole.FUNCTION));
  }

  private static double ps(Shell shell, String column) throws Exception {
    Process ps =
        new ProcessBuilder("ps", "-o", column + "=", "-p", Long.toString(shell.pid())).start();
    return Double.parseDouble(ps.inputReader().readLine().strip());
  }

  /** The words of the second line that a tool prints; skips the test where there is no such tool. */
  private static String[] secondLine(String... command) throws IOException {
    Process process = null;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      assumeTrue(false, "needs " + command[0]);
    }
    try (BufferedReader output = process.inputReader()) {
      output.readLine();
      return output.readLine().strip().split("\\s+");
    }
  }

  /** A shell that does what it is told and then waits. */
  private static final class Shell implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    Shell() throws IOException {
      assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
      process =
          new ProcessBuilder("/bin/bash", "-c", "while read -r told; do eval \"$told\"; echo; done")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      output = process.inputReader();
      input = process.outputWriter();
      run(":");
    }

    long pid() {
      return process.pid();
    }

    /** Returns when it is done. */
    void run(String command) throws IOException {
      input.write(command + "\n");
      input.flush();
      assertThat(output.readLine()).as("the end of: %s", command).isEmpty();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static final class NoMetricRecorder implements MetricRecorder {
    @Override
    public void record(Instrument instrument, Attributes attributes, long value) {}

    @Override
    public void record(Instrument instrument, Attributes attributes, double value) {}
  }
}

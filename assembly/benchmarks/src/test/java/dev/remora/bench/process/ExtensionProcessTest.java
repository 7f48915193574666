// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.remora.bench.BenchException;
import dev.remora.local.Posix;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes, and what the kernel tells about them, with shells instead of extensions. */
@Timeout(60)
class ExtensionProcessTest {
  private static final Path PROC = Path.of("/proc");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** {@code PID_MAX_LIMIT} of 64-bit kernels. */
  private static final int MOST_PIDS = 1 << 22;

  private static final String BURN = "i=0; while ((i < 100000)); do ((++i)); done";
  private static final Posix POSIX = new Posix();

  private final Kernel kernel = new Kernel();

  @TempDir private Path folder;

  @BeforeAll
  static void adoptOrphans() {
    POSIX.becomeSubreaper();
  }

  private ExtensionProcess start(String script) throws IOException {
    return start(script, IntSupplier::getAsInt);
  }

  private ExtensionProcess start(String script, ToIntFunction<IntSupplier> where)
      throws IOException {
    Path file = folder.resolve("script");
    Files.writeString(file, "#!/bin/bash\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin");
    return ExtensionProcess.start(POSIX, file, environment, folder, where);
  }

  private ProcessFamily familyOf(ExtensionProcess process) {
    return new ProcessFamily(kernel, PROC, process.pid());
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time limit").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static boolean runs(int pid) {
    try {
      return !Files.readString(PROC.resolve(pid + "/stat")).contains(") Z ");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void closingEndsTheWholeGroup() throws Exception {
    List<Integer> members;
    try (ExtensionProcess process = start("sleep 300 & sleep 300 & sleep 300")) {
      ProcessFamily family = familyOf(process);
      await(() -> family.members().size() == 4);
      members = family.members();
      assertThat(members).allMatch(ExtensionProcessTest::runs);
    }
    assertThat(members).noneMatch(pid -> Files.exists(PROC.resolve(pid.toString())));
  }

  @Test
  void closingEndsAGroupThatStandsStill() throws Exception {
    ExtensionProcess process = start("sleep 300");
    process.stop();
    process.close();
    assertThat(PROC.resolve(Integer.toString(process.pid()))).doesNotExist();
  }

  @Test
  void whatItWroteIsKeptForAMessage() throws Exception {
    try (ExtensionProcess process = start("echo one; echo two >&2; sleep 300")) {
      await(() -> process.lastLines().size() == 2);
      assertThat(process.lastLines()).containsExactly("one", "two");
    }
  }

  @Test
  void whatCannotBeStartedIsSaid() {
    assertThatThrownBy(
            () ->
                ExtensionProcess.start(
                    POSIX, folder.resolve("none"), Map.of(), folder, IntSupplier::getAsInt))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("none cannot be started");
  }

  @Test
  void aProcessKeepsTheCoreThatItWasStartedOnAndTheStarterGetsItsOwnBack() throws Exception {
    Cores cores = new Cores(kernel);
    int before = kernel.cores().cardinality();
    try (ExtensionProcess process = start("sleep 300", call -> cores.on(1, call))) {
      String status = Files.readString(PROC.resolve(process.pid() + "/status"));
      assertThat(status).containsPattern("Cpus_allowed_list:\\s+\\d+\n");
    }
    assertThat(kernel.cores().cardinality()).isEqualTo(before).isEqualTo(cores.count());
  }

  @Test
  void cpuTimeIsTheKernelsForThisProcess() {
    com.sun.management.OperatingSystemMXBean oracle =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = oracle.getProcessCpuTime();
    long measured = kernel.cpuNanos((int) ProcessHandle.current().pid()).orElseThrow();
    long after = oracle.getProcessCpuTime();
    // The oracle counts in steps of its own.
    assertThat(measured).isBetween(before - 20_000_000, after + 20_000_000);
    assertThat(kernel.cpuNanos(MOST_PIDS + 1)).isEmpty();
  }

  @Test
  void cpuTimeOfAChildCountsWhileItLives() throws Exception {
    try (ExtensionProcess process = start("(" + BURN + "; echo burnt; sleep 300) & sleep 300")) {
      await(() -> process.lastLines().contains("burnt"));
      long own = kernel.cpuNanos(process.pid()).orElseThrow();
      assertThat(familyOf(process).cpuNanos()).isGreaterThan(own + 50_000_000);
    }
  }

  @Test
  void cpuTimeOfAChildCountsWhenItHasEnded() throws Exception {
    try (ExtensionProcess process = start("(" + BURN + "); echo burnt; sleep 300")) {
      await(() -> process.lastLines().contains("burnt"));
      long own = kernel.cpuNanos(process.pid()).orElseThrow();
      assertThat(familyOf(process).cpuNanos()).isGreaterThan(own + 50_000_000);
    }
  }

  @Test
  void memoryIsThatOfAllMembers() throws Exception {
    try (ExtensionProcess process = start("sleep 300 & sleep 300")) {
      ProcessFamily family = familyOf(process);
      await(() -> family.members().size() == 3);
      long oracle = 0;
      for (int pid : family.members()) {
        String status = Files.readString(PROC.resolve(pid + "/status"));
        int begin = status.indexOf("VmRSS:") + 6;
        oracle += Long.parseLong(status.substring(begin, status.indexOf("kB", begin)).trim());
      }
      ProcessFamily.Memory memory = family.memory();
      // VmRSS is kept in batches per CPU, smaps_rollup is counted on the spot.
      assertThat((double) memory.resident()).isCloseTo(oracle * 1024.0, within(1e6));
      assertThat(memory.proportional()).isPositive().isLessThan(memory.resident());
      assertThat(memory.anonymous()).isPositive().isLessThan(memory.resident());
    }
  }

  @Test
  void theAgentsWordIsSeenInThePipeAndLeftThere() throws Exception {
    // As the start script does it: the word lies in the pipe until an event comes.
    String doorman =
        "coproc AGENT { sleep 0.5; echo ready; sleep 300; }\n"
            + "while [[ ! -e go ]]; do sleep 0.05; done\n"
            + "read -r word <&\"${AGENT[0]}\"; echo \"read: $word\"; sleep 300";
    try (ExtensionProcess process = start(doorman)) {
      Readiness.Ready ready = new Readiness(PROC).awaitWord(familyOf(process), LIMIT);
      assertThat(ready.atNanos() - process.startNanos()).isGreaterThan(500_000_000);
      assertThat(ready.cpuNanos()).isPositive();
      Files.createFile(folder.resolve("go"));
      await(() -> process.lastLines().contains("read: ready"));
    }
  }

  @Test
  void anAgentThatSaysNothingIsNotWaitedForForEver() throws Exception {
    try (ExtensionProcess process = start("coproc AGENT { sleep 300; }; sleep 300")) {
      ProcessFamily family = familyOf(process);
      assertThatThrownBy(() -> new Readiness(PROC).awaitWord(family, Duration.ofMillis(300)))
          .isInstanceOf(BenchException.class)
          .hasMessageContaining("ready");
    }
  }

  @Test
  void whoHasStoppedWorkingIsQuiet() throws Exception {
    try (ExtensionProcess process = start(BURN + "; sleep 300")) {
      Readiness.Ready quiet = new Readiness(PROC).awaitQuiet(familyOf(process), LIMIT);
      long cpu = kernel.cpuNanos(process.pid()).orElseThrow();
      assertThat(quiet.cpuNanos()).isGreaterThan(50_000_000);
      assertThat((double) quiet.cpuNanos()).isCloseTo(cpu, within(5e6));
    }
  }
}

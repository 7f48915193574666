// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real processes may use, and that nothing is left of them. */
class SandboxLimitsTest extends RealProcesses {

  /** Spins for half a second and answers with the ticks of CPU that it got. */
  private static final String SPIN =
      """
      ticks() { local stat; read -r -a stat < /proc/self/stat; TICKS=$((stat[13] + stat[14])); }
      spin() {
        local begin=${EPOCHREALTIME/[.,]/}
        ticks; local before=$TICKS
        while (( ${EPOCHREALTIME/[.,]/} - begin < 500000 )); do :; done
        ticks; SPUN=$((TICKS - before))
      }
      """;

  private static void assumeControlGroups() {
    List<String> notes = new ArrayList<>();
    ResourceLimits.make(
            Path.of("/proc/self"), Path.of("/"), "local-lambda-probe", 1_769, notes::add)
        .close();
    assumeTrue(notes.isEmpty(), () -> notes.toString());
  }

  private static boolean isIn(int pid, String group) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cgroup")).contains(group);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void theMemorySizeDecidesTheShareOfTheCpuAfterInit() {
    assumeControlGroups();
    FunctionCode code = scripts.function(SPIN, "spin; answer $SPUN");
    try (LocalLambda lambda = LocalLambda.start(options(code).memoryMegabytes(128).build())) {
      InvocationOutcome outcome = lambda.invoke(EVENT);

      // 7.2 % of half a second are 3.6 ticks of 10 ms, and one period's share may be left over
      assertThat(Integer.parseInt(new String(outcome.payload(), UTF_8))).isBetween(1, 7);
    }
    assertThat(heard.notes).noneMatch(note -> note.contains("control group"));
  }

  @Test
  void fromTheStartMeansInitToo() {
    assumeControlGroups();
    FunctionCode code = scripts.function(SPIN + "spin; echo ticks $SPUN", "answer 1");
    LocalLambdaOptions options =
        options(code).memoryMegabytes(128).cpuLimit(CpuLimit.FROM_START).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      lambda.shutdown("spindown");

      assertThat(Integer.parseInt(heard.linesOf("function").getFirst().substring(6)))
          .isBetween(1, 7);
    }
  }

  @Test
  void everyProcessIsBornInTheGroupAndNoThreadOfOursIsInIt() {
    assumeControlGroups();
    scripts.extension("parent", "setsid sleep 60 &\n" + WATCHER);
    LocalLambdaOptions options = options(scripts.function("answer 1")).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      String group = groupOf(lambda);
      assertThat(lambda.sandbox().pids().values()).hasSize(2).allMatch(pid -> isIn(pid, group));
      assertThat(ProcessHandle.current().descendants().filter(p -> isIn((int) p.pid(), group)))
          .hasSizeGreaterThanOrEqualTo(3);
      assertThat(ourThreadsIn(group)).isZero();
    }
  }

  private static String groupOf(LocalLambda lambda) {
    return "/local-lambda-" + lambda.sandbox().runtimeApi().split(":")[1];
  }

  private static long ourThreadsIn(String group) {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      return threads
          .filter(thread -> isIn(Integer.parseInt(thread.getFileName().toString()), group))
          .count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void closeRemovesTheControlGroups() throws IOException {
    assumeControlGroups();
    scripts.extension("watcher", WATCHER);
    String group;
    try (LocalLambda lambda = LocalLambda.start(options(scripts.function("answer 1")).build())) {
      group = groupOf(lambda).substring(1);
      assertThat(foldersNamed(group)).isNotEmpty();
    }
    assertThat(foldersNamed(group)).isEmpty();
  }

  private static List<Path> foldersNamed(String name) throws IOException {
    List<Path> found = new ArrayList<>();
    ControlGroupFolders own = new ControlGroupFolders(Path.of("/proc/self"), Path.of("/"));
    for (String controller : List.of("cpu", "pids")) {
      Path folder = own.of(controller).path().resolve(name);
      if (Files.exists(folder)) {
        found.add(folder);
      }
    }
    return found;
  }

  @Test
  void aProcessMayHave1024FilesOpenAndTheSandbox1024Processes() throws IOException {
    assumeControlGroups();
    scripts.extension("watcher", WATCHER);
    LocalLambdaOptions options = options(scripts.function("answer 1")).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      Path own = new ControlGroupFolders(Path.of("/proc/self"), Path.of("/")).of("pids").path();
      Path group = own.resolve(groupOf(lambda).substring(1));
      assertThat(group.resolve("pids.max")).hasContent("1024");
      assertThat(Integer.parseInt(Files.readString(group.resolve("pids.current")).strip()))
          .isGreaterThanOrEqualTo(2);
      for (int pid : lambda.sandbox().pids().values()) {
        assertThat(Files.readString(Path.of("/proc/" + pid + "/limits")))
            .containsPattern("Max open files +1024 +1024 +files");
      }
    }
  }

  @Test
  void withoutALimitThereIsNoGroup() {
    LocalLambdaOptions options =
        options(scripts.function("answer 1")).cpuLimit(CpuLimit.NONE).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      assertThat(isIn(lambda.sandbox().pids().get("runtime"), "local-lambda")).isFalse();
    }
  }

  /** Ended with SIGTERM, which Ctrl-C resembles, or with SIGKILL, which nobody hears. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anEndedJvmLeavesNoProcessNothingStoppedAndNoControlGroup(boolean killed) throws Exception {
    scripts.extension("parent", "trap '' TERM\nsetsid sleep 60 &\n" + WATCHER);
    FunctionCode.Bootstrap code = (FunctionCode.Bootstrap) scripts.function("answer 1");
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LeftoversTest.StartAndWait.class.getName(),
                code.executable().toString(),
                scripts.layer().toString())
            .redirectErrorStream(true)
            .start();
    try (var lines = jvm.inputReader()) {
      String api = lines.readLine();
      assertThat(carriersOf(api)).hasSizeGreaterThanOrEqualTo(3);

      if (killed) {
        jvm.destroyForcibly();
      } else {
        jvm.destroy();
      }
      assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();

      await(() -> carriersOf(api).isEmpty());
      String name = "local-lambda-" + api.split(":")[1];
      await(
          () -> {
            try {
              return foldersNamed(name).isEmpty();
            } catch (IOException e) {
              return true; // there are no control groups here
            }
          });
    } finally {
      jvm.destroyForcibly();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.remora.local.InvocationOutcome.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, bash on both sides of the platform. Works with and without private mounts. */
class LocalLambdaTest {

  private static final String BOTH = "register '\"INVOKE\",\"SHUTDOWN\"'\n";
  private static final String WATCHER = BOTH + "loop";
  private static final byte[] EVENT = "{}".getBytes(UTF_8);

  @TempDir Path folder;
  private final Heard heard = new Heard();
  private Scripts scripts;

  @BeforeEach
  void prepare() {
    scripts = new Scripts(folder);
  }

  private LocalLambdaOptions.Builder options(FunctionCode code) {
    return LocalLambdaOptions.of(code).layer(scripts.layer()).listener(heard);
  }

  private LocalLambdaOptions.Builder echo() {
    return options(scripts.function("answer \"$event\""));
  }

  private static String text(InvocationOutcome outcome) {
    return new String(outcome.payload(), UTF_8);
  }

  private static void await(BooleanSupplier condition) {
    long limit = System.nanoTime() + 5_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time limit").isLessThan(limit);
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  /** Fields of {@code /proc/PID/stat} after the name: state, ppid, pgrp, session … */
  private static String[] stat(int pid) throws IOException {
    String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return line.substring(line.lastIndexOf(')') + 2).split(" ");
  }

  static List<Integer> carriersOf(String runtimeApi) {
    List<Integer> found = new ArrayList<>();
    ProcessHandle.allProcesses()
        .forEach(
            handle -> {
              try {
                String environment =
                    Files.readString(
                        Path.of("/proc/" + handle.pid() + "/environ"),
                        java.nio.charset.StandardCharsets.ISO_8859_1);
                if (environment.contains("AWS_LAMBDA_RUNTIME_API=" + runtimeApi + "\0")) {
                  found.add((int) handle.pid());
                }
              } catch (IOException e) {
                // gone, or not ours
              }
            });
    return found;
  }

  // ---- invoke

  @Test
  void aFunctionIsInvokedAndItsAnswerComesBack() {
    scripts.extension("watcher", WATCHER);
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      InvocationOutcome first = lambda.invoke("{\"n\":1}".getBytes(UTF_8));
      InvocationOutcome second = lambda.invoke("{\"n\":2}".getBytes(UTF_8));

      assertThat(first.status()).isEqualTo(Status.SUCCESS);
      assertThat(text(first)).isEqualTo("{\"n\":1}");
      assertThat(first.coldStart()).isTrue();
      assertThat(first.initMs()).isPresent();
      assertThat(first.toHandlerMs()).isGreaterThan(first.initMs().getAsDouble());
      assertThat(text(second)).isEqualTo("{\"n\":2}");
      assertThat(second.coldStart()).isFalse();
      assertThat(second.initMs()).isEmpty();
      assertThat(second.toHandlerMs()).isBetween(0.0, second.durationMs());
      assertThat(second.requestId()).isNotEqualTo(first.requestId());
    }
  }

  @Test
  void anErrorOfTheFunctionIsAnOutcomeAndTheEnvironmentLives() {
    FunctionCode code = scripts.function("[[ $event == 1 ]] && fail Function.No || answer 2");
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      InvocationOutcome error = lambda.invoke("1".getBytes(UTF_8));
      InvocationOutcome good = lambda.invoke("2".getBytes(UTF_8));

      assertThat(error.status()).isEqualTo(Status.ERROR);
      assertThat(error.errorType()).isEqualTo("Function.No");
      assertThat(text(error)).contains("\"errorMessage\":\"no\"");
      assertThat(good.status()).isEqualTo(Status.SUCCESS);
      assertThat(good.coldStart()).isFalse();
    }
  }

  @Test
  void aSlowExtensionIsMeasuredAsPostRuntimeTime() {
    scripts.extension("slow", BOTH + "next\nwhile :; do sleep 0.2; next; done");
    scripts.extension("deaf", "register '\"SHUTDOWN\"'\nloop");
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      InvocationOutcome outcome = lambda.invoke(EVENT);

      assertThat(outcome.postRuntimeMs()).isBetween(100.0, 1_000.0);
      assertThat(outcome.durationMs()).isLessThan(outcome.postRuntimeMs());
      assertThat(timings(lambda, "slow").eventToNextNanos())
          .singleElement()
          .satisfies(nanos -> assertThat(nanos).isBetween(200_000_000L, 2_000_000_000L));
      assertThat(timings(lambda, "deaf").eventToNextNanos()).isEmpty();
    }
  }

  private static ExtensionTimings timings(LocalLambda lambda, String name) {
    return lambda.extensionTimings().stream()
        .filter(timings -> timings.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  @Test
  void registerAndFirstNextAreMeasuredFromExec() {
    scripts.extension("watcher", "sleep 0.1\n" + BOTH + "sleep 0.1\nloop");
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      ExtensionTimings timings = timings(lambda, "watcher");

      long register = timings.execToRegisterNanos().orElseThrow();
      assertThat(register).isBetween(100_000_000L, 2_000_000_000L);
      assertThat(timings.execToFirstNextNanos().orElseThrow())
          .isBetween(register + 100_000_000L, 4_000_000_000L);
    }
  }

  // ---- init

  @Test
  void theRuntimeIsStartedAfterAllExtensionsHaveRegisteredAndInvokedAfterAllAskedForEvents() {
    scripts.extension("quick", WATCHER);
    scripts.extension(
        "slow", "echo registering; sleep 0.2\n" + BOTH + "sleep 0.2; echo asking; sleep 0.2\nloop");
    FunctionCode code = scripts.function("echo started", "echo invoked\nanswer 1");
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      lambda.invoke(EVENT);
      await(() -> heard.lines.contains("function: invoked"));

      assertThat(heard.lines)
          .containsExactly(
              "slow: registering", "function: started", "slow: asking", "function: invoked");
      assertThat(heard.phases)
          .containsSubsequence(
              "initStarted",
              "slow Started",
              "slow Registered",
              "slow Ready",
              "initDone",
              "invoked",
              "slow Running",
              "slow Ready",
              "invocationDone");
    }
  }

  @Test
  void everyFileInTheExtensionsFolderIsStartedAndNoFolder() throws IOException {
    scripts.extension("one.sh", WATCHER).extension("two", WATCHER);
    Files.createDirectories(scripts.layer().resolve("extensions/lib"));
    Scripts other = new Scripts(folder.resolve("other")).extension("three", WATCHER);
    LocalLambdaOptions options =
        echo().extensionDirectories(List.of(other.layer().resolve("extensions"))).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      assertThat(lambda.sandbox().pids()).containsOnlyKeys("runtime", "one.sh", "two", "three");
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
    }
  }

  @Test
  void theFileThatSwitchesExtensionsOffDoes() {
    scripts.extension("broken", "exit 1");
    scripts.write(scripts.layer().resolve("disable-extensions-jwigqn8j"), "");
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      assertThat(lambda.sandbox().pids()).containsOnlyKeys("runtime");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"exit 0", "exit 3", "kill -9 $$", BOTH + "exit 0", "unset -f request; registr"})
  void anExtensionThatEndsInInitFailsTheFunction(String body) {
    scripts.extension("broken", body);

    assertInitFails(echo().build(), "Extension.Crash");
  }

  @Test
  void aNameThatIsNotTheFilesFailsInitWithAMessageAboutShutdown() {
    scripts.extension(
        "right",
        "0() { :; }\nregister() { request POST $extension/register "
            + "$'Lambda-Extension-Name: wrong\\r\\n' '{\"events\":[\"SHUTDOWN\"]}'; }\n"
            + "register\necho \"$STATUS $BODY\"\nexit 1");

    assertInitFails(echo().build(), "Extension.Crash");
    assertThat(heard.linesOf("right"))
        .singleElement()
        .asString()
        .startsWith("403 ")
        .contains("ShutdownEventNotSupportedForInternalExtension");
  }

  @Test
  void anInitErrorHidesTheCrashThatFollows() {
    scripts.extension(
        "sad",
        BOTH
            + "request POST $extension/init/error $'Lambda-Extension-Identifier:"
            + " '\"$ID\"$'\\r\\nLambda-Extension-Function-Error-Type: Extension.Sad\\r\\n' '{}'\n"
            + "exit 1");

    assertInitFails(echo().build(), "Extension.InitError");
    assertThat(heard.phases).contains("sad InitError").doesNotContain("sad ShutdownFailed");
  }

  @Test
  void aFileWithoutExecutableBitFailsTheFunction() throws IOException {
    scripts.extension("plain", WATCHER);
    Files.setPosixFilePermissions(
        scripts.layer().resolve("extensions/plain"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> LocalLambda.start(echo().build()))
        .isInstanceOf(LocalLambdaException.class)
        .hasMessageContaining("extensions/plain: permission denied")
        .extracting(e -> ((LocalLambdaException) e).errorType())
        .isEqualTo("Extension.LaunchError");
    assertThat(heard.phases).contains("plain LaunchError");
  }

  @Test
  void elevenFilesAreTooMany() {
    for (int i = 0; i < 11; i++) {
      scripts.extension("extension-" + i, WATCHER);
    }

    assertThatThrownBy(() -> LocalLambda.start(echo().build()))
        .hasMessage("Extension.LaunchError: TooManyExtensions: 11, the limit is 10");
  }

  @Test
  void aRuntimeThatEndsInInitFailsTheFunction() {
    assertInitFails(
        options(scripts.rawFunction("#!/bin/bash\nexit 7\n")).build(), "Runtime.ExitError");
  }

  @Test
  void aFunctionThatCannotBeExecutedFails() {
    assertInitFails(
        options(scripts.rawFunction("#!/no/such/interpreter\n")).build(),
        "Runtime.InvalidEntrypoint");
  }

  private void assertInitFails(LocalLambdaOptions options, String errorType) {
    assertThatThrownBy(() -> LocalLambda.start(options))
        .isInstanceOf(LocalLambdaException.class)
        .extracting(e -> ((LocalLambdaException) e).errorType())
        .isEqualTo(errorType);
  }

  // ---- what the processes are given

  @Test
  void variablesAreGivenAndWithheldAsInLambda() {
    scripts.extension("watcher", "env\n" + WATCHER);
    FunctionCode code = scripts.function("env", "answer 1");
    LocalLambdaOptions options =
        options(code)
            .functionName("orders")
            .memoryMegabytes(256)
            .environment(Map.of("MINE", "1", "JAVA_TOOL_OPTIONS", "-x", "_PRIVATE", "2"))
            .build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      String api = lambda.sandbox().runtimeApi();
      await(() -> heard.linesOf("function").contains("AWS_LAMBDA_FUNCTION_NAME=orders"));
      lambda.shutdown("spindown");

      List<String> extension = heard.linesOf("watcher");
      List<String> runtime = heard.linesOf("function");
      assertThat(extension)
          .contains(
              "AWS_LAMBDA_RUNTIME_API=" + api,
              "AWS_REGION=eu-west-1",
              "AWS_DEFAULT_REGION=eu-west-1",
              "AWS_LAMBDA_FUNCTION_NAME=orders",
              "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
              "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256",
              "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
              "TZ=:UTC",
              "MINE=1",
              "JAVA_TOOL_OPTIONS=-x");
      // bash itself exports PWD, SHLVL and _
      assertThat(extension).noneMatch(line -> line.startsWith("_") && !line.startsWith("_="));
      for (String withheld :
          List.of(
              "AWS_EXECUTION_ENV",
              "AWS_LAMBDA_LOG_GROUP_NAME",
              "AWS_LAMBDA_LOG_STREAM_NAME",
              "LAMBDA_TASK_ROOT",
              "LAMBDA_RUNTIME_DIR",
              "AWS_XRAY_DAEMON_ADDRESS",
              "HOME")) {
        assertThat(extension).noneMatch(line -> line.startsWith(withheld + "="));
      }
      assertThat(runtime)
          .contains("_HANDLER=function.handler", "AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/orders")
          .anyMatch(line -> line.startsWith("LAMBDA_TASK_ROOT="))
          .anyMatch(line -> line.startsWith("AWS_LAMBDA_LOG_STREAM_NAME="));
    }
  }

  @Test
  void eachProcessHasItsOwnGroupAndAllAreOfOurSession() throws IOException {
    scripts.extension("one", WATCHER).extension("two", WATCHER);
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      String ourSession = stat((int) ProcessHandle.current().pid())[3];

      for (int pid : lambda.sandbox().pids().values()) {
        assertThat(stat(pid)[2]).as("group").isEqualTo(Integer.toString(pid));
        assertThat(stat(pid)[3]).as("session").isEqualTo(ourSession);
      }
      assertThat(lambda.sandbox().pids()).hasSize(3);
    }
  }

  @Test
  void processesHaveNoArgumentsTheFullPathAndOnlyTheirOwnDescriptors() {
    scripts.extension(
        "plain",
        "echo \"$# $0\"\nreadlink /proc/$$/fd/0\npwd\n" + "echo $(ls /proc/$$/fd)\n" + WATCHER);
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      lambda.shutdown("spindown");
      List<String> lines = heard.linesOf("plain");

      assertThat(lines.get(0)).startsWith("0 /").endsWith("/extensions/plain");
      assertThat(lines.get(1)).isEqualTo("/dev/null");
      assertThat(lines.get(2)).isEqualTo("/");
      // 255 is bash's own, for the script
      assertThat(lines.get(3).split(" ")).contains("0", "1", "2").hasSizeLessThanOrEqualTo(5);
    }
  }

  @Test
  void signalsAreNotIgnoredBecauseTheDesksShellIgnoredThem() {
    scripts.extension("plain", "grep -E 'SigIgn|SigBlk' /proc/self/status\n" + WATCHER);
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      lambda.shutdown("spindown");

      assertThat(heard.linesOf("plain"))
          .containsExactly("SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000");
    }
  }

  @Test
  void privateMountsShowLambdasFolders() throws IOException {
    assumeTrue(privateMountsWork(folder), "no private mounts here");
    String mark = "mark-" + folder.getFileName();
    scripts.extension(
        "looker",
        "ls /opt; ls /opt/extensions; echo mark > /tmp/"
            + mark
            + "; "
            + "getent hosts sandbox.localdomain sandbox; touch /opt/x\n"
            + WATCHER);
    scripts.write(scripts.layer().resolve("data/file"), "");
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      lambda.shutdown("spindown");

      List<String> lines = heard.linesOf("looker");
      assertThat(lines).contains("data", "extensions", "looker");
      assertThat(lines.stream().filter(line -> line.startsWith("127.0.0.1")).count()).isEqualTo(2);
      assertThat(lines).anyMatch(line -> line.contains("Read-only file system"));
      assertThat(lambda.sandbox().tmp().resolve(mark)).hasContent("mark");
      assertThat(Path.of("/tmp", mark)).doesNotExist();
      assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
          .doesNotContain(folder.toString());
    }
  }

  @Test
  void withoutPrivateMountsTheLayerRunsFromItsFolderAndThatIsSaid() {
    scripts.extension("plain", "echo $0\n" + WATCHER);
    LocalLambdaOptions options = echo().privateMounts(false).cpuLimit(CpuLimit.NONE).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
      lambda.shutdown("spindown");

      assertThat(heard.notes).singleElement().asString().startsWith("no private mounts (not asked");
      assertThat(heard.linesOf("plain"))
          .containsExactly(scripts.layer().resolve("extensions/plain").toString());
      assertThat(lambda.sandbox().tmp()).isEqualTo(Path.of("/tmp"));
    }
  }

  // ---- freeze

  /** Ticks in a child, in a child of another session, and in itself. */
  private static String ticker(Path folder) {
    String tick = "while :; do echo . >> '" + folder + "/%s'; sleep 0.005; done";
    return "("
        + tick.formatted("child")
        + ") &\n"
        + "setsid bash -c \""
        + tick.formatted("stranger")
        + "\" &\n"
        + WATCHER;
  }

  private static long ticks(Path folder) {
    try {
      long ticks = 0;
      for (String name : List.of("child", "stranger")) {
        Path file = folder.resolve(name);
        ticks += Files.exists(file) ? Files.size(file) / 2 : 0;
      }
      return ticks;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everythingStandsStillBetweenInvocationsAndGoesOnInThem() throws IOException {
    Path work = folder.resolve("work");
    Path outside = Files.createDirectories(work.resolve("tmp/ticks"));
    Path inside = LocalLambdaTest.privateMountsWork(folder) ? Path.of("/tmp/ticks") : outside;
    scripts.extension("ticker", ticker(inside));
    FunctionCode code = scripts.function("sleep 0.3\nanswer 1");
    LocalLambdaOptions options =
        options(code).workDirectory(work).freeze(Duration.ofMillis(300)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      await(() -> ticks(outside) > 4);

      lambda.invoke(EVENT);
      long atFreeze = ticks(outside);
      for (int pid : lambda.sandbox().pids().values()) {
        assertThat(stat(pid)[0]).isEqualTo("T");
      }
      long frozenAt = System.nanoTime();
      while (System.nanoTime() - frozenAt < 200_000_000) {
        assertThat(ticks(outside)).isEqualTo(atFreeze);
        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
      }
      lambda.invoke(EVENT);
      long afterSecond = ticks(outside);

      assertThat(afterSecond).isGreaterThan(atFreeze + 20);
      assertThat(heard.phases)
          .containsSubsequence("invoked", "frozen", "thawed", "invoked", "frozen");
      lambda.shutdown("spindown");
      assertThat(heard.phases.getLast()).isEqualTo("shutdownDone");
    }
  }

  private static boolean privateMountsWork(Path folder) {
    FunctionCode code = new Scripts(folder.resolve("probe")).function("answer 1");
    try (LocalLambda lambda = LocalLambda.start(LocalLambdaOptions.of(code).build())) {
      return lambda.sandbox().privateMounts();
    }
  }

  @Test
  void theFreezeLastsAtLeastAsLongAsWanted() {
    LocalLambdaOptions options = echo().freeze(Duration.ofMillis(200)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      lambda.invoke(EVENT);
      long begin = System.nanoTime();
      InvocationOutcome second = lambda.invoke(EVENT);

      assertThat((System.nanoTime() - begin) / 1e6).isGreaterThan(190);
      assertThat(second.toHandlerMs()).isLessThan(100);
    }
  }

  @Test
  void withoutAFreezeNothingIsStopped() {
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      lambda.invoke(EVENT);
      lambda.invoke(EVENT);

      assertThat(heard.phases).doesNotContain("frozen", "thawed");
    }
  }

  // ---- shutdown

  @Test
  void theRuntimeGoesFirstThenExtensionsGetShutdown() {
    scripts.extension(
        "watcher",
        BOTH + "next\nwhile [[ $BODY != *SHUTDOWN* ]]; do next; done\n" + "echo \"$BODY\"; exit 0");
    FunctionCode code = scripts.function("trap 'echo terminated; exit 0' TERM", "answer 1");
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      lambda.invoke(EVENT);
      long before = System.currentTimeMillis();
      ShutdownOutcome end = lambda.shutdown("spindown");

      assertThat(end.reason()).isEqualTo("spindown");
      assertThat(end.clean()).isTrue();
      assertThat(end.processes().get("watcher").exitCode()).isZero();
      assertThat(end.processes().get("watcher").cpuMs()).isPositive();
      assertThat(end.processes().get("watcher").peakResidentKilobytes()).isPositive();
      assertThat(end.durationMs()).isLessThan(1_500);
      String event = heard.linesOf("watcher").getFirst();
      assertThat(event).contains("\"shutdownReason\":\"spindown\"");
      long deadline = Long.parseLong(event.replaceAll(".*\"deadlineMs\":([0-9]+).*", "$1"));
      assertThat((double) deadline).isCloseTo(before + 2_000, within(500.0));
      assertThat(heard.phases).contains("watcher Exited");
    }
  }

  @Test
  void aRuntimeThatIgnoresTheSignalIsKilledAfterItsShare() {
    scripts.extension("watcher", WATCHER);
    FunctionCode code = scripts.function("trap '' TERM", "answer 1");
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      ShutdownOutcome end = lambda.shutdown("spindown");

      assertThat(end.processes().get("runtime").signal()).isEqualTo(9);
      assertThat(end.processes().get("watcher").exitCode()).isZero();
      assertThat(end.durationMs()).isBetween(590.0, 1_500.0);
    }
  }

  @Test
  void anExtensionThatIgnoresShutdownIsKilledAtTheDeadline() {
    scripts.extension("stubborn", BOTH + "next\nwhile :; do next; done");
    scripts.extension("failing", BOTH + "next\nnext\nexit 5");
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      lambda.invoke(EVENT);
      ShutdownOutcome end = lambda.shutdown("spindown");

      assertThat(end.processes().get("stubborn").signal()).isEqualTo(9);
      assertThat(end.processes().get("failing").exitCode()).isEqualTo(5);
      assertThat(end.clean()).isFalse();
      assertThat(end.durationMs()).isBetween(1_995.0, 2_500.0);
      assertThat(heard.phases).contains("stubborn ShutdownFailed", "failing ShutdownFailed");
    }
  }

  @Test
  void anExtensionWithoutShutdownIsKilledAtOnce() {
    scripts.extension("deaf", "register '\"INVOKE\"'\nloop");
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      ShutdownOutcome end = lambda.shutdown("spindown");

      assertThat(end.processes().get("deaf").signal()).isEqualTo(9);
      assertThat(end.durationMs()).isLessThan(1_000);
    }
  }

  @Test
  void withoutExtensionsTheRuntimeIsKilledWithoutAsking() {
    FunctionCode code = scripts.function("trap 'exit 0' TERM", "answer 1");
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      ShutdownOutcome end = lambda.shutdown("spindown");

      assertThat(end.processes().get("runtime").signal()).isEqualTo(9);
      assertThat(end.durationMs()).isLessThan(500);
    }
  }

  /** Registers in the runtime's own process and asks for events beside it. */
  private static final String INTERNAL =
      """
      request POST /2020-01-01/extension/register $'Lambda-Extension-Name: inside\\r\\n' \
        '{"events":["INVOKE"]}'
      header Lambda-Extension-Identifier
      (while :; do
        request GET /2020-01-01/extension/event/next \
          $'Lambda-Extension-Identifier: '"$VALUE"$'\\r\\n' ''
        echo "inside $BODY"
      done) &
      """;

  @Test
  void anInternalExtensionHearsOfInvocationsAndLeavesTheRuntime500Milliseconds() {
    FunctionCode code = scripts.function("trap '' TERM\n" + INTERNAL, "answer 1");
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
      ShutdownOutcome end = lambda.shutdown("spindown");

      assertThat(heard.linesOf("function"))
          .anyMatch(line -> line.startsWith("inside ") && line.contains("INVOKE"));
      assertThat(end.processes().get("runtime").signal()).isEqualTo(9);
      assertThat(end.durationMs()).isBetween(490.0, 1_500.0);
    }
  }

  @Test
  void moreEnvironmentThanLambdaTakesIsRefused() {
    LocalLambdaOptions.Builder options = echo().environment(Map.of("LONG", "x".repeat(4_093)));

    assertThatThrownBy(options::build)
        .hasMessage("environment variables have at most 4096 bytes in all, not 4097");
    assertThat(echo().environment(Map.of("LONG", "x".repeat(4_092))).build()).isNotNull();
  }

  @Test
  void afterAShutdownNothingCanBeInvoked() {
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      lambda.shutdown("spindown");

      assertThat(lambda.shutdown("spindown").processes()).isEmpty();
      assertThatThrownBy(() -> lambda.invoke(EVENT)).isInstanceOf(IllegalStateException.class);
    }
  }

  // ---- time-out, crash, reset

  @Test
  void aTimeOutResetsTheEnvironmentAndKeepsTmp() throws IOException {
    scripts.extension(
        "watcher",
        BOTH + "next\nwhile [[ $BODY != *SHUTDOWN* ]]; do next; done\n" + "echo \"$BODY\"; exit 0");
    Path work = folder.resolve("work");
    FunctionCode code =
        scripts.function(
            "[[ $event == 1 ]] && { echo kept > \"$MARK\"; sleep 30; }; answer \"$(< \"$MARK\")\"");
    boolean mounts = privateMountsWork(folder);
    String mark = mounts ? "/tmp/mark" : Files.createDirectories(work.resolve("tmp")) + "/mark";
    LocalLambdaOptions options =
        options(code)
            .workDirectory(work)
            .environment(Map.of("MARK", mark))
            .timeout(Duration.ofMillis(1_500))
            .build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      Map<String, Integer> before = lambda.sandbox().pids();
      InvocationOutcome late = lambda.invoke("1".getBytes(UTF_8));
      InvocationOutcome next = lambda.invoke("2".getBytes(UTF_8));

      assertThat(late.status()).isEqualTo(Status.TIMEOUT);
      assertThat(late.durationMs()).isBetween(1_490.0, 2_500.0);
      assertThat(text(late)).contains("Task timed out after 1.50 seconds");
      assertThat(heard.linesOf("watcher").getFirst()).contains("\"shutdownReason\":\"timeout\"");
      assertThat(next.status()).isEqualTo(Status.SUCCESS);
      assertThat(text(next)).isEqualTo("kept");
      assertThat(next.coldStart()).isTrue();
      assertThat(next.initMs()).isEmpty();
      assertThat(next.toHandlerMs()).isBetween(1.0, next.durationMs());
      assertThat(lambda.sandbox().pids().get("watcher")).isNotEqualTo(before.get("watcher"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 0", "exit 4", "kill -9 $$"})
  void anExtensionThatEndsInAnInvocationFailsItAndTheNextRecovers(String death) {
    scripts.extension(
        "mortal", BOTH + "next\ncase $BODY in *INVOKE*) sleep 0.1; " + death + " ;; esac");
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      InvocationOutcome crashed = lambda.invoke("\"answer\"".getBytes(UTF_8));
      InvocationOutcome again = lambda.invoke(EVENT);

      assertThat(crashed.status()).isEqualTo(Status.FAILURE);
      assertThat(crashed.errorType()).isEqualTo("Extension.Crash");
      assertThat(text(crashed)).isEqualTo("\"answer\"");
      assertThat(heard.phases).contains("shutdown failure");
      assertThat(again.coldStart()).isTrue();
      assertThat(again.errorType()).isEqualTo("Extension.Crash");
    }
  }

  @Test
  void anExitErrorHidesTheCrashThatFollows() {
    scripts.extension(
        "sad",
        BOTH
            + "next\n"
            + "request POST $extension/exit/error $'Lambda-Extension-Identifier: '\"$ID\"$'\\r"
            + "\\n"
            + "Lambda-Extension-Function-Error-Type: Extension.Sad\\r"
            + "\\n"
            + "' ''\n"
            + "exit 1");
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      assertThat(lambda.invoke(EVENT).errorType()).isEqualTo("Extension.ExitError");
    }
  }

  @Test
  void anExtensionKilledBetweenInvocationsFailsTheNextOneAndThatIsAll() {
    scripts.extension("watcher", WATCHER);
    LocalLambdaOptions options = echo().freeze(Duration.ofMillis(50)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      lambda.invoke(EVENT);
      int pid = lambda.sandbox().pids().get("watcher");
      new Posix().kill(pid, Posix.SIGKILL);
      await(() -> !lambda.sandbox().pids().containsKey("watcher"));

      assertThat(lambda.invoke(EVENT).errorType()).isEqualTo("Extension.Crash");
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
    }
  }

  @Test
  void aRuntimeThatEndsInAnInvocationFailsItAndTheNextRecovers() {
    FunctionCode code = scripts.function("[[ $event == 1 ]] && exit 3; answer 2");
    scripts.extension("watcher", WATCHER);
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      InvocationOutcome crashed = lambda.invoke("1".getBytes(UTF_8));

      assertThat(crashed.status()).isEqualTo(Status.FAILURE);
      assertThat(crashed.errorType()).isEqualTo("Runtime.ExitError");
      assertThat(text(crashed)).contains("Runtime exited with error: exit status 3");
      assertThat(lambda.invoke("2".getBytes(UTF_8)).status()).isEqualTo(Status.SUCCESS);
    }
  }

  @Test
  void anExtensionThatNeverRegistersAgainLetsTheInvocationTimeOut() throws IOException {
    Path mode = scripts.write(scripts.layer().resolve("mode"), "crash");
    scripts.extension(
        "forgetful",
        "[[ $(< \"${0%/extensions/*}/mode\") == crash ]] || exec sleep 30\n"
            + BOTH
            + "next\nexit 0");
    LocalLambdaOptions options = echo().timeout(Duration.ofMillis(700)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      assertThat(lambda.invoke(EVENT).errorType()).isEqualTo("Extension.Crash");
      Files.writeString(mode, "stuck");

      InvocationOutcome stuck = lambda.invoke(EVENT);

      assertThat(stuck.status()).isEqualTo(Status.TIMEOUT);
      assertThat(stuck.durationMs()).isBetween(690.0, 2_000.0);
    }
  }

  // ---- nothing is left

  @Test
  void closeLeavesNoProcessNoMountAndNoFolder() {
    String child = "setsid bash -c 'trap \"\" TERM; sleep 60 & while :; do sleep 1; done' &\n";
    scripts.extension("parent", child + WATCHER);
    LocalLambdaOptions options = echo().freeze(Duration.ofMillis(10)).build();
    Path tmp;
    String address;
    try (LocalLambda lambda = LocalLambda.start(options)) {
      String api = lambda.sandbox().runtimeApi();
      address = api;
      tmp = lambda.sandbox().tmp();
      await(() -> carriersOf(api).size() >= 4);
      lambda.invoke(EVENT);
    }
    assertThat(carriersOf(address)).isEmpty();
    assertThat(tmp.equals(Path.of("/tmp")) || !Files.exists(tmp)).isTrue();
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void anEndOfTheJvmLeavesNothingBehind() throws Exception {
    scripts.extension("parent", "setsid sleep 60 &\n" + WATCHER);
    FunctionCode.Bootstrap code = (FunctionCode.Bootstrap) scripts.function("answer 1");
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                StartAndWait.class.getName(),
                code.executable().toString(),
                scripts.layer().toString())
            .redirectErrorStream(true)
            .start();
    try (var lines = jvm.inputReader()) {
      String api = lines.readLine();
      await(() -> carriersOf(api).size() >= 3);

      jvm.destroy();
      assertThat(jvm.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();

      assertThat(carriersOf(api)).isEmpty();
    } finally {
      jvm.destroyForcibly();
    }
  }

  /** Starts an environment, invokes it once, tells its address, and waits to be ended. */
  static final class StartAndWait {
    private StartAndWait() {}

    public static void main(String[] arguments) throws InterruptedException {
      LocalLambda lambda =
          LocalLambda.start(
              LocalLambdaOptions.of(new FunctionCode.Bootstrap(Path.of(arguments[0])))
                  .layer(Path.of(arguments[1]))
                  .freeze(Duration.ofSeconds(1))
                  .build());
      lambda.invoke(EVENT);
      System.out.println(lambda.sandbox().runtimeApi());
      Thread.sleep(Duration.ofMinutes(1));
    }
  }
}

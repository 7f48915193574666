// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.remora.local.InvocationOutcome.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the processes are given: variables, descriptors, signals, files. */
class ProcessEnvironmentTest extends RealProcesses {

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

  @Test
  void moreEnvironmentThanLambdaTakesIsRefused() {
    LocalLambdaOptions.Builder options = echo().environment(Map.of("LONG", "x".repeat(4_093)));

    assertThatThrownBy(options::build)
        .hasMessage("environment variables have at most 4096 bytes in all, not 4097");
    assertThat(echo().environment(Map.of("LONG", "x".repeat(4_092))).build()).isNotNull();
  }
}

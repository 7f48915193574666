// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.local.InvocationOutcome.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a time-out or a crash does to the environment. */
class ResetTest extends RealProcesses {

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
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.local.InvocationOutcome.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Lambda Managed Instances, with a runtime that asks for as many invocations as it is allowed. */
class ManagedInstanceTest extends RealProcesses {

  private static final String SHUTDOWN_ONLY = "register '\"SHUTDOWN\"'\n";

  /** Asks from several processes at a time; the last one is the runtime's own. */
  private FunctionCode concurrent(String handler) {
    return scripts.function(
        "export RUNTIME=${RUNTIME:-$$}\n"
            + "for ((i = 1; i < AWS_LAMBDA_MAX_CONCURRENCY; i++)); do\n"
            + "  if [[ -z ${WORKER-} ]]; then WORKER=$i \"$0\" & fi\n"
            + "done",
        handler);
  }

  private LocalLambdaOptions.Builder managed(FunctionCode code) {
    return options(code)
        .initializationType(InitializationType.MANAGED_INSTANCES)
        .timeout(Duration.ofSeconds(20));
  }

  private static List<InvocationOutcome> atOnce(LocalLambda lambda, int count) throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(count)) {
      List<Callable<InvocationOutcome>> calls = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] event = ("\"event-" + i + "\"").getBytes(UTF_8);
        calls.add(() -> lambda.invoke(event));
      }
      List<InvocationOutcome> outcomes = new ArrayList<>();
      for (Future<InvocationOutcome> outcome : callers.invokeAll(calls)) {
        outcomes.add(outcome.get());
      }
      return outcomes;
    }
  }

  @Test
  void invocationsAreAtTheSameTimeAndEachGetsItsOwnAnswer() throws Exception {
    // Each waits for the other two: one after the other they would time out.
    String meet =
        ": > '"
            + folder
            + "'/here-$BASHPID\n"
            + "until here=('"
            + folder
            + "'/here-*); (( ${#here[@]} == 3 )); do sleep 0.02; done\n"
            + "answer \"$event\"";
    LocalLambdaOptions options =
        managed(concurrent(meet)).concurrency(3).privateMounts(false).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      List<InvocationOutcome> outcomes = atOnce(lambda, 3);

      for (int i = 0; i < 3; i++) {
        assertThat(outcomes.get(i).status()).isEqualTo(Status.SUCCESS);
        assertThat(text(outcomes.get(i))).isEqualTo("\"event-" + i + "\"");
      }
      assertThat(outcomes).filteredOn(InvocationOutcome::coldStart).hasSize(1);
      assertThat(outcomes).allMatch(outcome -> outcome.billedMs() == 0);
    }
  }

  @Test
  void moreThanTheConcurrencyWait() throws Exception {
    FunctionCode code = concurrent("sleep 0.1; answer 1");
    try (LocalLambda lambda = LocalLambda.start(managed(code).concurrency(2).build())) {
      assertThat(atOnce(lambda, 5)).allMatch(outcome -> outcome.status() == Status.SUCCESS);
    }
  }

  @Test
  void extensionsMayNotHaveInvokeAndHearOfNoInvocation() {
    scripts.extension(
        "eager",
        BOTH + "echo \"$STATUS $BODY\"\n" + SHUTDOWN_ONLY + "next\necho \"$BODY\"\nexit 0");
    LocalLambdaOptions options = managed(scripts.function("answer 1")).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
      ShutdownOutcome end = lambda.shutdown("spindown");

      assertThat(end.clean()).isTrue();
      assertThat(heard.linesOf("eager"))
          .satisfiesExactly(
              line -> assertThat(line).startsWith("403 ").contains("Extension.InvalidEventType"),
              line -> assertThat(line).contains("\"shutdownReason\":\"spindown\""));
    }
  }

  @Test
  void processesAreToldWhereTheyAreAndNeverStopped() throws IOException {
    scripts.extension("watcher", "env\n" + SHUTDOWN_ONLY + "loop");
    FunctionCode code = scripts.function("env", "answer 1");
    try (LocalLambda lambda = LocalLambda.start(managed(code).concurrency(4).build())) {
      lambda.invoke(EVENT);
      for (int pid : lambda.sandbox().pids().values()) {
        assertThat(state(pid)).isNotEqualTo('T');
        assertThat(Files.readString(Path.of("/proc/" + pid + "/limits")))
            .containsPattern("Max open files +4096 +4096 +files");
      }
      lambda.shutdown("spindown");

      assertThat(heard.linesOf("watcher"))
          .contains(
              "AWS_LAMBDA_INITIALIZATION_TYPE=lambda-managed-instances",
              "AWS_LAMBDA_LOG_FORMAT=JSON")
          .noneMatch(line -> line.startsWith("AWS_LAMBDA_MAX_CONCURRENCY"));
      assertThat(heard.linesOf("function")).contains("AWS_LAMBDA_MAX_CONCURRENCY=4");
      assertThat(heard.phases).doesNotContain("frozen", "thawed");
    }
  }

  @Test
  void aTimeOutIsAnsweredAndTheCodeRunsOn() {
    FunctionCode code =
        scripts.function("[[ $event == 1 ]] && { sleep 1; echo ran on; }; answer \"$event\"");
    LocalLambdaOptions options = managed(code).timeout(Duration.ofMillis(600)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      int runtime = lambda.sandbox().pids().get("runtime");
      InvocationOutcome late = lambda.invoke("1".getBytes(UTF_8));
      await(() -> heard.linesOf("function").contains("ran on"));
      InvocationOutcome next = lambda.invoke("2".getBytes(UTF_8));

      assertThat(late.status()).isEqualTo(Status.TIMEOUT);
      assertThat(text(late)).contains("Task timed out after 0.60 seconds");
      assertThat(next.status()).isEqualTo(Status.SUCCESS);
      assertThat(text(next)).isEqualTo("2");
      assertThat(lambda.sandbox().pids()).containsEntry("runtime", runtime);
      assertThat(heard.phases).doesNotContain("shutdown timeout");
      assertThat(heard.telemetry).anyMatch(event -> event.contains("\"status\":\"timeout\""));
    }
  }

  @Test
  void theDeathOfAnExtensionEndsTheEnvironment() {
    scripts.extension("mortal", SHUTDOWN_ONLY + "next");
    scripts.extension("other", SHUTDOWN_ONLY + "next\necho \"$BODY\"");
    FunctionCode code = scripts.function("answer 1");
    try (LocalLambda lambda = LocalLambda.start(managed(code).build())) {
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
      new Posix().kill(lambda.sandbox().pids().get("mortal"), Posix.SIGKILL);
      await(() -> heard.phases.contains("shutdownDone"));
      InvocationOutcome after = lambda.invoke(EVENT);

      assertThat(after.status()).isEqualTo(Status.FAILURE);
      assertThat(after.errorType()).isEqualTo("Extension.Crash");
      assertThat(heard.linesOf("other").getFirst()).contains("\"shutdownReason\":\"failure\"");
      await(() -> lambda.sandbox().pids().isEmpty());
      assertThat(lambda.shutdown("spindown").processes()).isEmpty();
    }
  }

  @Test
  void theDeathOfTheRuntimeFailsEveryInvocationThatIsGoingOn() throws Exception {
    FunctionCode code = concurrent("[[ $event == *1* ]] && kill -9 $RUNTIME; sleep 30");
    try (LocalLambda lambda = LocalLambda.start(managed(code).concurrency(2).build())) {
      await(() -> ProcessHandle.of(lambda.sandbox().pids().get("runtime")).isPresent());

      assertThat(atOnce(lambda, 2))
          .allMatch(outcome -> outcome.status() == Status.FAILURE)
          .allMatch(outcome -> outcome.errorType().equals("Runtime.ExitError"));
    }
  }

  @Test
  void afterAShutdownNothingCanBeInvoked() {
    try (LocalLambda lambda = LocalLambda.start(managed(scripts.function("answer 1")).build())) {
      lambda.shutdown("spindown");

      assertThatThrownBy(() -> lambda.invoke(EVENT)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    FunctionCode code = scripts.function("answer 1");

    assertThatThrownBy(() -> managed(code).freeze(Duration.ofMillis(1)).build())
        .hasMessage("a Managed Instance is never frozen");
    assertThatThrownBy(() -> managed(code).faults(List.of(Fault.parse("freeze@1"))).build())
        .hasMessage("a Managed Instance is never frozen");
    assertThatThrownBy(() -> options(code).concurrency(2).build())
        .hasMessageContaining("concurrency is 1");
    assertThatThrownBy(() -> managed(code).concurrency(0).build())
        .hasMessageContaining("concurrency is 1");
  }
}

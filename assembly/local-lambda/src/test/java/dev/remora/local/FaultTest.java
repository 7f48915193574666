// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.local.InvocationOutcome.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that are brought about on purpose, and how the environment goes on after them. */
class FaultTest extends RealProcesses {

  /** An extension with a process of its own, which tells that it is alive. */
  private static final String PARENT =
      "(while :; do echo tick; sleep 0.02; done) &\n" + BOTH + "loop";

  private LocalLambdaOptions.Builder faulty(String... faults) {
    return faulty(scripts.function("answer \"$event\""), faults);
  }

  private LocalLambdaOptions.Builder faulty(FunctionCode code, String... faults) {
    return options(code).faults(Arrays.stream(faults).map(Fault::parse).toList());
  }

  // ---- how they are written

  @Test
  void aFaultIsReadFromItsForm() {
    assertThat(Fault.parse("timeout@3").kind()).isEqualTo(FaultKind.TIMEOUT);
    assertThat(Fault.parse("timeout@3").invocation()).isEqualTo(3);
    assertThat(Fault.parse("extension-crash:a@b@1").extension()).contains("a@b");
    for (String text : List.of("runtime-crash@1", "agent-hang:remora@12")) {
      assertThat(Fault.parse(text)).hasToString(text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "timeout", "timeout@", "timeout@0", "timeout@x", "@1", "fire@1"})
  void anotherFormIsRefusedWithTheKnownKinds(String text) {
    assertThatThrownBy(() -> Fault.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            text
                + ": expected KIND@N or KIND:EXTENSION@N, invocation N from 1, KIND one of timeout,"
                + " runtime-crash, runtime-exit, extension-crash, extension-exit, init-timeout,"
                + " agent-kill, agent-hang, freeze");
  }

  @Test
  void onlySomeStrikeAnExtension() {
    assertThatThrownBy(() -> Fault.parse("timeout:watcher@1"))
        .hasMessage("timeout does not strike an extension");
  }

  // ---- what they do

  @Test
  void aTimeOutIsTheRealOneAndTheNextInvocationRecovers() {
    scripts.extension("watcher", WATCHER);
    LocalLambdaOptions options = faulty("timeout@2").timeout(Duration.ofMillis(1_500)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
      InvocationOutcome struck = lambda.invoke(EVENT);
      InvocationOutcome next = lambda.invoke(EVENT);

      assertThat(struck.status()).isEqualTo(Status.TIMEOUT);
      assertThat(struck.billedMs()).isEqualTo(1_500);
      assertThat(heard.phases).contains("shutdown timeout");
      assertThat(next.status()).isEqualTo(Status.SUCCESS);
      assertThat(next.coldStart()).isTrue();
      assertThat(heard.notes).contains("fault timeout@2: the runtime stands still");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "runtime-crash@2, Runtime.ExitError, 9",
    "runtime-exit@2, Runtime.ExitError, 15",
    "extension-crash@2, Extension.Crash, 9",
    "extension-exit@2, Extension.Crash, 15"
  })
  void aProcessThatEndsFailsItsInvocationAndTheNextRecovers(
      String fault, String errorType, int signal) {
    scripts.extension("watcher", WATCHER);
    FunctionCode code = scripts.function("sleep 0.2; answer 1");
    try (LocalLambda lambda = LocalLambda.start(faulty(code, fault).build())) {
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
      InvocationOutcome struck = lambda.invoke(EVENT);

      assertThat(struck.status()).isEqualTo(Status.FAILURE);
      assertThat(struck.errorType()).isEqualTo(errorType);
      assertThat(heard.phases).contains("shutdown failure");
      assertThat(heard.notes)
          .anyMatch(note -> note.startsWith("fault " + fault) && note.endsWith("signal " + signal));
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
    }
  }

  @Test
  void theExtensionThatIsNamedIsStruck() {
    scripts.extension("first", WATCHER).extension("second", WATCHER);
    LocalLambdaOptions options = faulty("extension-crash:second@1", "agent-kill:third@1").build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      assertThat(lambda.invoke(EVENT).errorType()).isEqualTo("Extension.Crash");
      assertThat(heard.notes)
          .anyMatch(note -> note.contains("extension second has ended: signal 9"))
          .contains("fault agent-kill:third@1: there is no extension third to strike");
    }
  }

  @Test
  void anInitOverItsLimitIsRepeatedInTheFirstInvocation() {
    scripts.extension("watcher", WATCHER);
    LocalLambdaOptions options =
        faulty("init-timeout@1")
            .initLimit(Duration.ofMillis(500))
            .timeout(Duration.ofSeconds(20))
            .build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      InvocationOutcome outcome = lambda.invoke(EVENT);

      assertThat(heard.phases).containsSubsequence("shutdown timeout", "initStarted", "initDone");
      assertThat(outcome.status()).isEqualTo(Status.SUCCESS);
      assertThat(outcome.initMs()).isEmpty();
    }
  }

  @Test
  void anInitInsideAnInvocationCanBeStruckToo() {
    LocalLambdaOptions options =
        faulty("runtime-crash@1", "init-timeout@2").timeout(Duration.ofMillis(800)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      assertThat(lambda.invoke(EVENT).errorType()).isEqualTo("Runtime.ExitError");
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.TIMEOUT);
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
    }
  }

  @Test
  void theKillOfAnExtensionsProcessHurtsNoInvocation() {
    scripts.extension("parent", PARENT);
    LocalLambdaOptions options = faulty("agent-kill@2").build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      lambda.invoke(EVENT);
      await(() -> heard.linesOf("parent").size() > 2);
      int parent = lambda.sandbox().pids().get("parent");

      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);

      await(() -> ProcessHandle.of(parent).orElseThrow().descendants().findAny().isEmpty());
      assertThat(lambda.sandbox().pids()).containsEntry("parent", parent);
      assertThat(heard.notes).anyMatch(note -> note.endsWith("of extension parent killed"));
    }
  }

  @Test
  void anExtensionsProcessThatHangsStaysSoWhenEverythingRunsAgain() {
    scripts.extension("parent", PARENT);
    FunctionCode code = scripts.function("sleep 0.2; answer 1");
    LocalLambdaOptions options = faulty(code, "agent-hang@1").freeze(Duration.ofMillis(50)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      int parent = lambda.sandbox().pids().get("parent");
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
      int ticks = heard.linesOf("parent").size();

      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);

      assertThat(heard.linesOf("parent")).hasSizeLessThanOrEqualTo(ticks + 1);
      assertThat(ProcessHandle.of(parent).orElseThrow().descendants())
          .isNotEmpty()
          .allMatch(child -> state(child.pid()) == 'T');
      assertThat(lambda.shutdown("spindown").clean()).isTrue();
    }
  }

  @Test
  void withoutAProcessToStrikeThatIsSaid() {
    scripts.extension("watcher", WATCHER);
    try (LocalLambda lambda = LocalLambda.start(faulty("agent-kill@1").build())) {
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
      assertThat(heard.notes)
          .contains("fault agent-kill@1: no process of extension watcher killed");
    }
  }

  @Test
  void aLongFreezeComesBeforeItsInvocation() {
    scripts.extension("watcher", WATCHER);
    LocalLambdaOptions options = faulty("freeze@2").longFreeze(Duration.ofMillis(600)).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      lambda.invoke(EVENT);
      long begin = System.nanoTime();
      InvocationOutcome outcome = lambda.invoke(EVENT);

      assertThat((System.nanoTime() - begin) / 1e6).isGreaterThan(590);
      assertThat(outcome.durationMs()).isLessThan(500);
      assertThat(heard.phases).containsSubsequence("invocationDone", "frozen", "thawed", "invoked");
      assertThat(heard.notes).contains("fault freeze@2: everything stands still for long");
    }
  }

  @Test
  void afterAResetThereIsNothingThatCouldStandStill() {
    LocalLambdaOptions options = faulty("runtime-crash@1", "freeze@2").build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      lambda.invoke(EVENT);

      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
      assertThat(heard.notes).contains("fault freeze@2: there is no process to stop");
    }
  }

  @Test
  void onAManagedInstanceAStruckExtensionEndsEverything() {
    scripts.extension("watcher", "register '\"SHUTDOWN\"'\nloop");
    LocalLambdaOptions options =
        faulty(scripts.function("sleep 0.2; answer 1"), "extension-crash@2")
            .initializationType(InitializationType.MANAGED_INSTANCES)
            .build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
      assertThat(lambda.invoke(EVENT).errorType()).isEqualTo("Extension.Crash");
      await(() -> heard.phases.contains("shutdown failure"));
      assertThat(lambda.invoke(EVENT).errorType()).isEqualTo("Extension.Crash");
    }
  }
}

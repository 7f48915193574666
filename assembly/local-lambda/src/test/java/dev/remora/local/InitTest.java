// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.local.InvocationOutcome.Status;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The limit of init, init that is repeated inside an invocation, and init that is done ahead. */
class InitTest extends RealProcesses {

  /** A function whose first init takes for ever, and every other none. */
  private FunctionCode slowAtFirst() {
    Path mark = folder.resolve("mark");
    return scripts.function(
        "[[ -e '" + mark + "' ]] || { : > '" + mark + "'; sleep 30; }", "answer 1");
  }

  @Test
  void theLimitsAreThoseOfTheType() {
    assertThat(InitializationType.ON_DEMAND.initLimit(Duration.ofSeconds(900))).hasSeconds(10);
    for (InitializationType ahead :
        new InitializationType[] {
          InitializationType.PROVISIONED_CONCURRENCY, InitializationType.MANAGED_INSTANCES
        }) {
      assertThat(ahead.initLimit(Duration.ofSeconds(3))).hasSeconds(130);
      assertThat(ahead.initLimit(Duration.ofSeconds(900))).hasSeconds(900);
    }
  }

  @Test
  void anInitOverItsLimitIsRepeatedInsideTheFirstInvocation() {
    scripts.extension("watcher", WATCHER);
    LocalLambdaOptions options =
        options(slowAtFirst())
            .privateMounts(false) // for the mark
            .initLimit(Duration.ofSeconds(1))
            .timeout(Duration.ofSeconds(20))
            .build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      assertThat(heard.notes)
          .contains("init took longer than 1.0 s: it is repeated in the first invocation");
      assertThat(heard.phases).contains("shutdown timeout");
      assertThat(lambda.sandbox().pids()).isEmpty();

      InvocationOutcome outcome = lambda.invoke(EVENT);

      assertThat(outcome.status()).isEqualTo(Status.SUCCESS);
      assertThat(outcome.coldStart()).isTrue();
      assertThat(outcome.initMs()).isEmpty();
      assertThat(outcome.toHandlerMs()).isPositive();
      assertThat(lambda.invoke(EVENT).coldStart()).isFalse();
    }
  }

  @Test
  void anExtensionThatNeverRegistersHoldsInitUpToItsLimit() {
    scripts.extension("silent", "exec sleep 30");
    LocalLambdaOptions options =
        options(scripts.function("answer 1"))
            .initLimit(Duration.ofMillis(300))
            .timeout(Duration.ofMillis(800))
            .build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      InvocationOutcome outcome = lambda.invoke(EVENT);

      assertThat(outcome.status()).isEqualTo(Status.TIMEOUT);
      assertThat(outcome.billedMs()).isEqualTo(800);
    }
  }

  @Test
  void anInitAheadOverItsLimitFails() {
    LocalLambdaOptions options =
        options(slowAtFirst())
            .initializationType(InitializationType.PROVISIONED_CONCURRENCY)
            .initLimit(Duration.ofMillis(300))
            .build();

    assertThatThrownBy(() -> LocalLambda.start(options))
        .hasMessage("Sandbox.Timedout: init took longer than 0.3 s");
    assertThat(heard.phases).endsWith("shutdown timeout", "shutdownDone");
  }

  @Test
  void provisionedConcurrencyStandsStillUntilTheFirstInvocation() {
    scripts.extension("watcher", "env | grep INITIALIZATION\n" + WATCHER);
    LocalLambdaOptions options =
        options(scripts.function("answer 1"))
            .initializationType(InitializationType.PROVISIONED_CONCURRENCY)
            .idleBeforeFirst(Duration.ofMillis(400))
            .build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      long begin = System.nanoTime();
      assertThat(lambda.sandbox().pids().values()).hasSize(2).allMatch(pid -> state(pid) == 'T');

      InvocationOutcome outcome = lambda.invoke(EVENT);

      assertThat((System.nanoTime() - begin) / 1e6).isGreaterThan(350);
      assertThat(outcome.status()).isEqualTo(Status.SUCCESS);
      assertThat(outcome.initMs()).isPresent();
      assertThat(outcome.billedMs()).isLessThan((long) outcome.durationMs() + 200);
      assertThat(heard.phases)
          .containsSubsequence("initDone", "frozen", "thawed", "invoked", "invocationDone");
      assertThat(heard.linesOf("watcher"))
          .containsExactly("AWS_LAMBDA_INITIALIZATION_TYPE=provisioned-concurrency");
    }
  }

  @Test
  void anInvocationIsBilledFromInitToTheLastExtension() {
    scripts.extension("slow", BOTH + "next\nwhile :; do sleep 0.2; next; done");
    LocalLambdaOptions options = options(scripts.function("sleep 0.3", "answer 1")).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      InvocationOutcome first = lambda.invoke(EVENT);
      InvocationOutcome second = lambda.invoke(EVENT);

      assertThat(first.billedMs())
          .isGreaterThanOrEqualTo(
              (long) (first.initMs().getAsDouble() + first.durationMs() + first.postRuntimeMs()));
      assertThat(second.billedMs()).isBetween(200L, first.billedMs());
    }
  }
}

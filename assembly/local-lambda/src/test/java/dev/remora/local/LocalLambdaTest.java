// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.local.InvocationOutcome.Status;
import org.junit.jupiter.api.Test;

/** Real processes, bash on both sides of the platform. Works with and without private mounts. */
class LocalLambdaTest extends RealProcesses {

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
}

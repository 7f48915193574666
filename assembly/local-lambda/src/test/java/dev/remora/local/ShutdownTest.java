// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.remora.local.InvocationOutcome.Status;
import org.junit.jupiter.api.Test;

/** The shutdown phase, its order and its limits. */
class ShutdownTest extends RealProcesses {

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
  void afterAShutdownNothingCanBeInvoked() {
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      lambda.shutdown("spindown");

      assertThat(lambda.shutdown("spindown").processes()).isEmpty();
      assertThatThrownBy(() -> lambda.invoke(EVENT)).isInstanceOf(IllegalStateException.class);
    }
  }
}

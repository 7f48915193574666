// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything stands still between invocations. */
class FreezeTest extends RealProcesses {

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
    Path inside = privateMountsWork(folder) ? Path.of("/tmp/ticks") : outside;
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
}

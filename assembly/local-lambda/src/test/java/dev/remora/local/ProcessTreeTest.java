// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {

  private final String mark = "test-" + UUID.randomUUID();
  private final Posix posix = new Posix();
  private final ProcessTree tree = new ProcessTree(posix, Path.of("/proc"), mark);

  @AfterEach
  void killAll() {
    tree.kill(5_000);
  }

  private Process start(String script, boolean marked) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", script);
    if (marked) {
      builder.environment().put("AWS_LAMBDA_RUNTIME_API", mark);
    }
    return builder.start();
  }

  /** Processes that fork all the time, in sessions of their own, so that parents are often gone. */
  @RepeatedTest(3)
  void nobodyEscapesByForking() throws Exception {
    posix.becomeSubreaper();
    String fork =
        "for i in {1..200}; do (sleep 0.001; setsid sleep 30 & setsid sleep 0.002 &) & sleep 0.005;"
            + " done; wait";
    Process forking = start("setsid bash -c '" + fork + "' & wait", true);
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (tree.members().size() < 8 && System.nanoTime() < limit) {
      TimeUnit.MILLISECONDS.sleep(1);
    }

    assertThat(tree.stop(5_000)).isTrue();
    var stopped = tree.members();
    assertThat(stopped).hasSizeGreaterThanOrEqualTo(2);
    TimeUnit.MILLISECONDS.sleep(10);
    assertThat(tree.members()).containsExactlyInAnyOrderElementsOf(stopped);

    assertThat(tree.kill(5_000)).isTrue();
    TimeUnit.MILLISECONDS.sleep(10);
    assertThat(tree.members()).isEmpty();
    assertThat(forking.waitFor(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void foreignChildrenAreLeftAlone() throws Exception {
    Process foreign = start("sleep 30", false);
    Process ours = start("sleep 30", true);
    try {
      // Both are bash first, and sleep later.
      long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      while (tree.members().isEmpty() && System.nanoTime() < limit) {
        TimeUnit.MILLISECONDS.sleep(1);
      }

      assertThat(tree.members()).containsExactly((int) ours.pid());
      assertThat(tree.kill(5_000)).isTrue();
      assertThat(foreign.isAlive()).isTrue();
    } finally {
      foreign.destroyForcibly();
      ours.destroyForcibly();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Observation.Cause;
import dev.remora.api.proc.ProcessRole;
import dev.remora.testkit.MemoryProcFiles;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
  private static final Duration TICK = Duration.ofMillis(100);

  private final Sampled sampled = new Sampled();
  private final MemoryProcFiles files =
      new MemoryProcFiles()
          .process(1, ProcessRole.OTHER)
          .process(20, ProcessRole.FUNCTION)
          .process(21, ProcessRole.FUNCTION)
          .descriptors(1, 9)
          .descriptors(20, 30)
          .descriptors(21, 4);

  @Test
  void descriptorsAreSummedByRole() {
    sampled.reading(files);

    assertThat(descriptors("function")).isEqualTo(34);
    assertThat(descriptors("other")).isEqualTo(9);
    assertThat(sampled.recorder.values(MemoryMetrics.DESCRIPTORS, "remora.process.role", "agent"))
        .as("exported also when zero")
        .containsExactly(0.0);
  }

  @Test
  void aProcessThatDoesNotLetUsLookIsLeftOutSilently() {
    sampled.reading(files.process(22, ProcessRole.FUNCTION));

    assertThat(descriptors("function")).isEqualTo(34);
    assertThat(sampled.context.lines()).noneMatch(line -> line.contains("descriptor"));
  }

  @Test
  void whereNobodyOfARoleLetsUsLookNothingIsSaidInsteadOfZero() {
    sampled.reading(files.process(30, ProcessRole.AGENT));

    assertThat(sampled.recorder.values(MemoryMetrics.DESCRIPTORS, "remora.process.role", "agent"))
        .isEmpty();
    assertThat(sampled.recorder.values(MemoryMetrics.DESCRIPTORS)).hasSize(2);
  }

  @Test
  void withinAnInvocationTheyAreCountedOnceASecond() {
    sampled.reading(files);
    int counted = 0;
    for (int i = 0; i < 30; i++) {
      sampled.reading(sampled.last().after(TICK, files));
      counted += sampled.recorder.values(MemoryMetrics.DESCRIPTORS).isEmpty() ? 0 : 1;
    }
    assertThat(counted).isEqualTo(3);
  }

  @Test
  void atTheEdgesOfInvocationsTheyAreAlwaysCounted() {
    sampled.reading(files);
    for (Cause cause : new Cause[] {Cause.END, Cause.INVOKE, Cause.SHUTDOWN}) {
      sampled.reading(sampled.last().after(TICK, files).because(cause));
      assertThat(descriptors("function")).as("at %s", cause).isEqualTo(34);
    }
  }

  private double descriptors(String role) {
    return sampled.recorder.sum(MemoryMetrics.DESCRIPTORS, "remora.process.role", role);
  }
}

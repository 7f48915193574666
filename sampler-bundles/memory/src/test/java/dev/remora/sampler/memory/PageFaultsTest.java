// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import static dev.remora.sampler.memory.Sampled.AGENT;
import static dev.remora.sampler.memory.Sampled.CHILD;
import static dev.remora.sampler.memory.Sampled.FUNCTION;
import static dev.remora.sampler.memory.Sampled.INIT;
import static dev.remora.sampler.memory.Sampled.proc;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageFaultsTest {
  private final Sampled sampled = new Sampled();

  @BeforeEach
  void switchedOn() {
    sampled.context.with("REMORA_MEMORY_PAGING_FAULTS", "true");
  }

  @Test
  void theyAreOffUnlessWanted() {
    sampled.context.with("REMORA_MEMORY_PAGING_FAULTS", "false");
    sampled.reading(proc("nothing/before", FUNCTION)).reading(proc("nothing/after", FUNCTION));

    assertThat(sampled.recorder.values(MemoryMetrics.PAGING_FAULTS)).isEmpty();
  }

  @Test
  void whatWasAddedIsCountedByTypeAndRole() {
    sampled.reading(proc("nothing/before", INIT, FUNCTION, CHILD, AGENT));
    assertThat(sampled.recorder.values(MemoryMetrics.PAGING_FAULTS)).as("a baseline").isEmpty();

    sampled.reading(proc("nothing/after", INIT, FUNCTION, CHILD, AGENT));
    assertThat(faults("function", "minor")).isEqualTo(200 + 210);
    assertThat(faults("function", "major")).isEqualTo(20 + 21);
    assertThat(faults("agent", "minor")).isEqualTo(300);
    assertThat(faults("other", "major")).isEqualTo(1);
    assertThat(sampled.recorder.values(MemoryMetrics.PAGING_FAULTS)).hasSize(6);
  }

  @Test
  void aPidThatWasGivenOutAgainIsANewProcessCountedFromItsBirth() {
    sampled
        .reading(proc("pid-given-out-again/before", FUNCTION, AGENT))
        .reading(proc("pid-given-out-again/after", FUNCTION, AGENT));

    assertThat(faults("function", "minor")).isEqualTo(70);
    assertThat(faults("function", "major")).isEqualTo(2);
    assertThat(faults("agent", "minor")).isZero();
  }

  @Test
  void aProcessThatBeganBeforeTheFirstReadingBeginsWithABaselineWhenItIsFound() {
    sampled
        .reading(proc("old-process-appears/before", AGENT))
        .reading(proc("old-process-appears/after", FUNCTION, AGENT));
    assertThat(faults("function", "minor")).isZero();

    sampled.reading(proc("old-process-appears/later", FUNCTION, AGENT));
    assertThat(faults("function", "minor")).isEqualTo(3);
    assertThat(faults("function", "major")).isEqualTo(1);
  }

  @Test
  void aProcessThatDiedSinceItWasListedIsLeftOut() {
    sampled
        .reading(proc("nothing/before", FUNCTION, CHILD))
        .reading(proc("pid-given-out-again/before", CHILD, AGENT));

    assertThat(faults("function", "minor")).isZero();
  }

  @Test
  void aFileThatWasCutOffIsBridgedByTheNextGoodOne() {
    sampled
        .reading(proc("process-stat-is-cut-off/before", FUNCTION))
        .reading(proc("process-stat-is-cut-off/after", FUNCTION));
    assertThat(faults("function", "minor")).isZero();

    sampled.reading(proc("process-stat-is-cut-off/recovered", FUNCTION));
    assertThat(faults("function", "minor")).isEqualTo(30);
    assertThat(faults("function", "major")).isEqualTo(1);
  }

  @Test
  void aCounterThatWentDownAddsNothing() {
    sampled
        .reading(proc("faults-went-down/before", FUNCTION))
        .reading(proc("faults-went-down/after", FUNCTION));

    assertThat(faults("function", "minor")).isZero();
    assertThat(faults("function", "major")).isZero();
  }

  private double faults(String role, String type) {
    return sampled.recorder.sum(
        MemoryMetrics.PAGING_FAULTS,
        "remora.process.role",
        role,
        "system.paging.fault.type",
        type);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import static dev.remora.sampler.memory.Sampled.AGENT;
import static dev.remora.sampler.memory.Sampled.CHILD;
import static dev.remora.sampler.memory.Sampled.FUNCTION;
import static dev.remora.sampler.memory.Sampled.INIT;
import static dev.remora.sampler.memory.Sampled.proc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.proc.KernelConstants;
import dev.remora.testkit.FolderProcFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {
  private static final double PAGE = 4096;

  private final Sampled sampled = new Sampled();

  @Test
  void residentMemoryIsSummedByRoleFromTheFirstReadingOn() {
    sampled.reading(proc("nothing/before", INIT, FUNCTION, CHILD, AGENT));
    assertThat(resident("function")).isEqualTo(8100 * PAGE);
    assertThat(resident("agent")).isEqualTo(12_000 * PAGE);
    assertThat(resident("other")).isEqualTo(500 * PAGE);

    sampled.reading(proc("nothing/after", INIT, FUNCTION, CHILD, AGENT));
    assertThat(resident("function")).isEqualTo(10_100 * PAGE);
  }

  @Test
  void aRoleWithoutProcessesIsZero() {
    sampled.reading(proc("nothing/before", AGENT));

    assertThat(sampled.recorder.values(MemoryMetrics.PROCESS_USAGE)).hasSize(3);
    assertThat(resident("function")).isZero();
  }

  @Test
  void pagesAreAsLargeAsTheKernelSays() {
    sampled.reading(
        new FolderProcFiles(
            Path.of("src/test/resources/proc/nothing/before"),
            List.of(AGENT),
            new KernelConstants(100, 65_536)));

    assertThat(resident("agent")).isEqualTo(12_000 * 65_536.0);
  }

  @Test
  void aProcessThatDiedSinceItWasListedIsLeftOut() {
    sampled.reading(proc("process-died/after", INIT, FUNCTION, CHILD, AGENT));

    assertThat(resident("function")).isEqualTo(8000 * PAGE);
    assertThat(resident("agent")).isZero();
    assertThat(sampled.context.lines()).noneMatch(line -> line.contains("statm"));
  }

  @Test
  void aGarbledFileIsLeftOut() {
    sampled.reading(proc("statm-is-garbled/after", FUNCTION, CHILD, AGENT));

    assertThat(resident("function")).isZero();
    assertThat(resident("agent")).isEqualTo(3 * PAGE);
  }

  @Test
  void processesMayComeAndGo() {
    sampled
        .reading(proc("nothing/before", FUNCTION, CHILD, AGENT))
        .reading(proc("nothing/before", CHILD, AGENT));
    assertThat(resident("function")).isEqualTo(100 * PAGE);

    sampled.reading(proc("nothing/before", INIT, FUNCTION, CHILD, AGENT));
    assertThat(resident("function")).isEqualTo(8100 * PAGE);
    assertThat(resident("other")).isEqualTo(500 * PAGE);
  }

  private double resident(String role) {
    return sampled.recorder.sum(MemoryMetrics.PROCESS_USAGE, "remora.process.role", role);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import static dev.remora.sampler.memory.Sampled.proc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.remora.testkit.FakeObservation;
import dev.remora.testkit.MemoryProcFiles;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemMemoryTest {
  private static final double KIB = 1024;

  private final Sampled sampled = new Sampled();

  @Test
  void whatIsNotAvailableIsUsed() {
    sampled.reading(proc("nothing/before"));

    assertThat(usage("used")).isEqualTo(400_000 * KIB);
    assertThat(usage("free")).isEqualTo(300_000 * KIB);
    assertThat(usage("buffers")).isEqualTo(20_000 * KIB);
    assertThat(usage("cached"))
        .as("files and what the kernel can give back")
        .isEqualTo(300_000 * KIB);
    assertThat(sampled.recorder.values(MemoryMetrics.AVAILABLE)).containsExactly(600_000 * KIB);
    assertThat(sampled.recorder.sum(MemoryMetrics.UTILIZATION, "system.memory.state", "used"))
        .isEqualTo(0.4, within(1e-9));
  }

  @Test
  void theLimitIsToldOnce() {
    sampled.reading(proc("nothing/before"));
    assertThat(sampled.recorder.values(MemoryMetrics.LIMIT)).containsExactly(1_000_000 * KIB);

    sampled.reading(proc("nothing/after"));
    assertThat(sampled.recorder.values(MemoryMetrics.LIMIT)).isEmpty();
    assertThat(usage("used")).isEqualTo(500_000 * KIB);
  }

  @Test
  void moreAvailableThanThereIsMeansThatNothingIsUsed() {
    sampled.reading(proc("more-available-than-there-is/after"));

    assertThat(usage("used")).isZero();
    assertThat(sampled.recorder.values(MemoryMetrics.UTILIZATION)).containsExactly(0.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "meminfo-is-noise",
        "meminfo-is-cut-off",
        "meminfo-missing",
        "meminfo-number-does-not-fit",
        "meminfo-in-another-unit",
        "without-available"
      })
  void anUnusableFileIsLeftOutSaidOnceAndTheNextGoodOneTaken(String defect) {
    for (int i = 0; i < 3; i++) {
      sampled.reading(proc(defect + "/after"));
      assertThat(sampled.recorder.values(MemoryMetrics.USAGE)).isEmpty();
      assertThat(sampled.recorder.values(MemoryMetrics.LIMIT)).isEmpty();
    }
    assertThat(sampled.context.lines())
        .filteredOn(line -> line.contains("/proc/meminfo cannot be read"))
        .hasSize(1);

    sampled.reading(proc("nothing/before"));
    assertThat(usage("used")).isEqualTo(400_000 * KIB);
    assertThat(sampled.recorder.values(MemoryMetrics.LIMIT)).hasSize(1);
  }

  @Test
  void readingsOfTheStartScriptHoldTheFirstLinesAlone() {
    sampled.reading(FakeObservation.first(proc("start-scripts-reading/before")).recorded());

    assertThat(usage("used")).isEqualTo(400_000 * KIB);
    assertThat(sampled.recorder.values(MemoryMetrics.LIMIT)).hasSize(1);
    assertThat(sampled.recorder.values(MemoryMetrics.USAGE, "system.memory.state", "cached"))
        .as("not known in full")
        .isEmpty();
    assertThat(sampled.recorder.points())
        .as("nothing of another time")
        .allMatch(point -> point.instrument().name().startsWith("system.memory."));
    assertThat(sampled.context.lines()).as("nothing is wrong with such a reading").isEmpty();
  }

  @Test
  void acrossAFreezeWhatIsThereNowIsSaid() {
    sampled.reading(proc("nothing/before"));
    sampled.reading(sampled.last().after(Duration.ofMinutes(5), proc("nothing/after")).broken());

    assertThat(usage("used")).isEqualTo(500_000 * KIB);
  }

  @Test
  void whereNoProcessCanBeListedTheRestIsMeasuredAndThatIsSaidOnce() {
    sampled.reading(proc("nothing/before")).reading(proc("nothing/after"));

    assertThat(usage("used")).isEqualTo(500_000 * KIB);
    assertThat(sampled.recorder.values(MemoryMetrics.PROCESS_USAGE)).isEmpty();
    assertThat(sampled.context.lines())
        .containsExactly("WARN no process can be listed; process.* metrics are left out");
  }

  @Test
  void linesMayStandInAnyOrder() {
    sampled.reading(
        new MemoryProcFiles()
            .put(
                "meminfo",
                "Cached: 1 kB\nBuffers: 2 kB\nMemFree: 3 kB\nMemAvailable: 4 kB\nMemTotal: 10 kB\n"
                    + "SReclaimable: 5 kB"));

    assertThat(usage("used")).isEqualTo(6 * KIB);
    assertThat(usage("cached")).isEqualTo(6 * KIB);
  }

  private double usage(String state) {
    return sampled.recorder.sum(MemoryMetrics.USAGE, "system.memory.state", state);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.testkit.FakeObservation;
import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.MemoryProcFiles;
import dev.remora.testkit.RecordingMetricRecorder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FileSystemSpaceTest {
  private final FakePluginContext context = new FakePluginContext("memory");
  private final RecordingMetricRecorder recorder = new RecordingMetricRecorder();

  private record Fixed(long total, long unallocated, long usable) implements DiskSpace {}

  @Test
  void theThreeStatesAddUpToTheLimit() {
    sample(new MemorySampler(context, new Fixed(1000, 400, 350)));

    assertThat(usage("used")).isEqualTo(600);
    assertThat(usage("free")).isEqualTo(350);
    assertThat(usage("reserved")).isEqualTo(50);
    assertThat(recorder.values(MemoryMetrics.FILESYSTEM_LIMIT)).containsExactly(1000.0);
  }

  @Test
  void theyDoSoAlsoWhenFilesAreWrittenMeanwhile() {
    sample(new MemorySampler(context, new Fixed(1000, 400, 450)));

    assertThat(usage("reserved")).isZero();
    assertThat(recorder.sum(MemoryMetrics.FILESYSTEM_USAGE)).isEqualTo(1000);
  }

  @Test
  void theLimitIsToldOnceAndNamesTheMountpoint() {
    MemorySampler sampler = new MemorySampler(context, new Fixed(1000, 400, 350));
    FakeObservation first = sample(sampler);
    assertThat(
            recorder.values(
                MemoryMetrics.FILESYSTEM_LIMIT, "system.filesystem.mountpoint", "/tmp"))
        .hasSize(1);
    assertThat(
            recorder.values(
                MemoryMetrics.FILESYSTEM_USAGE, "system.filesystem.mountpoint", "/tmp"))
        .hasSize(3);

    recorder.clear();
    sampler.sample(first.after(Duration.ofSeconds(1), new MemoryProcFiles()), recorder);
    assertThat(recorder.values(MemoryMetrics.FILESYSTEM_LIMIT)).isEmpty();
    assertThat(recorder.values(MemoryMetrics.FILESYSTEM_USAGE)).hasSize(3);
  }

  @Test
  void aFolderThatIsNotThereIsSaidOnceAndLeftOut() {
    context.with("REMORA_MEMORY_FILESYSTEM", "/no/such/folder");
    MemorySampler sampler = new MemorySampler(context);
    sample(sampler);
    sample(sampler);

    assertThat(recorder.values(MemoryMetrics.FILESYSTEM_USAGE)).isEmpty();
    assertThat(recorder.values(MemoryMetrics.FILESYSTEM_LIMIT)).isEmpty();
    assertThat(context.lines())
        .filteredOn(line -> line.contains("space of /no/such/folder cannot be read"))
        .hasSize(1);
  }

  private FakeObservation sample(MemorySampler sampler) {
    FakeObservation observation = FakeObservation.first(new MemoryProcFiles());
    sampler.sample(observation, recorder);
    return observation;
  }

  private double usage(String state) {
    return recorder.sum(MemoryMetrics.FILESYSTEM_USAGE, "system.filesystem.state", state);
  }
}

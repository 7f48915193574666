// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.Instrument;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.Temporality;
import dev.remora.testkit.ReadmeTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnMetricsTest {
  @TempDir private Path proc;
  private Desk desk;

  @BeforeEach
  void sit() {
    desk = new Desk(proc, Temporality.DELTA);
  }

  private static HistogramPoint histogram(Desk.Batch batch, String name) {
    return ((MetricData.Histogram) batch.metric(name).data()).points().getLast();
  }

  private static double of(Desk.Batch batch, String name, String plugin) {
    for (NumberPoint point : ((MetricData.Sum) batch.metric(name).data()).points()) {
      if (point.attributes().text("remora.plugin.name").equals(plugin)) {
        return point.asDouble();
      }
    }
    throw new AssertionError(name + " of " + plugin);
  }

  @Test
  void whatAnInvocationUsedIsInItsOwnBatch() {
    desk.invoke("r1");
    desk.ticks(5, 1);
    desk.done("r1", Duration.ofMillis(5));
    Desk.Batch batch = desk.batches.getFirst();
    assertThat(batch.invocationId()).isEqualTo("r1");
    HistogramPoint cpu = histogram(batch, "faas.cpu_usage");
    assertThat(cpu.count()).isEqualTo(1);
    assertThat(cpu.sum().orElseThrow()).isCloseTo(0.5, within(1e-9));
    assertThat(cpu.startUnixNanos()).isEqualTo(desk.seen.getFirst().unixNanos());
    assertThat(cpu.unixNanos()).isEqualTo(desk.seen.getLast().unixNanos());
    assertThat(histogram(batch, "faas.net_io").sum().orElseThrow()).isEqualTo(500);
  }

  @Test
  void whatBelongsToNoInvocationIsNotItsUse() {
    desk.invoke("r1");
    desk.ticks(1, 1);
    desk.done("r1", Duration.ofMillis(5));
    desk.pass(Duration.ofSeconds(1), 1);
    desk.invoke("r2");
    assertThat(desk.batches.getLast().invocationId()).isEmpty();
    assertThat(desk.batches.getLast().has("faas.cpu_usage")).isFalse();
  }

  @Test
  void theAgentSpeaksOfItselfOncePerInvocation() {
    desk.invoke("r1");
    desk.ticks(4, 1);
    desk.done("r1", Duration.ofMillis(5));
    assertThat(desk.batches.getLast().has("remora.agent.missed_samples")).isFalse();
    desk.invoke("r2");
    Desk.Batch edge = desk.batches.getLast();
    assertThat(of(edge, "remora.agent.missed_samples", "")).isZero();
    assertThat(of(edge, "remora.agent.plugin.failures", "cpu")).isZero();
    assertThat(of(edge, "remora.agent.plugin.dropped_values", "cpu")).isZero();
  }

  @Test
  void readingsAreTimed() {
    desk.add("slow", (observation, recorder) -> desk.pass(Duration.ofMillis(3), 0));
    desk.invoke("r1");
    desk.ticks(4, 1);
    desk.invoke("r2");
    HistogramPoint duration = histogram(desk.batches.getLast(), "remora.agent.sample_duration");
    assertThat(duration.count()).isEqualTo(5);
    assertThat(duration.min().orElseThrow()).isCloseTo(0.003, within(1e-9));
  }

  @Test
  void whatAPluginGetsWrongIsCounted() {
    Instrument calls = Instrument.counter("calls", "{call}", "");
    desk.add(
        "bad",
        (observation, recorder) -> {
          recorder.record(calls, dev.remora.api.telemetry.Attributes.none(), -1L);
          throw new IllegalStateException("no");
        });
    desk.invoke("r1");
    desk.ticks(2, 1);
    desk.invoke("r2");
    assertThat(of(desk.batches.getLast(), "remora.agent.plugin.failures", "bad")).isEqualTo(4);
    desk.ticks(1, 1);
    desk.invoke("r3");
    Desk.Batch batch = desk.batches.getLast();
    assertThat(of(batch, "remora.agent.plugin.failures", "bad")).isEqualTo(2);
    assertThat(of(batch, "remora.agent.plugin.dropped_values", "bad")).isEqualTo(2);
    assertThat(of(batch, "remora.agent.plugin.failures", "cpu")).isZero();
  }

  @Test
  void missedSamplesAreTold() {
    desk.invoke("r1");
    desk.round.tick(true, 3);
    desk.ticks(1, 1);
    desk.invoke("r2");
    assertThat(of(desk.batches.getLast(), "remora.agent.missed_samples", "")).isEqualTo(3);
  }

  @Test
  void allOfThemStandInThePage() throws Exception {
    List<List<String>> page =
        ReadmeTable.under("## The core", Path.of("../docs/metrics.md")).stream()
            .map(row -> row.subList(0, 4))
            .toList();
    assertThat(page).containsAll(ReadmeTable.ofInstruments(OwnMetrics.all()));
  }
}

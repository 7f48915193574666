// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.self;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Batch;
import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Exporter;
import dev.remora.api.Observation;
import dev.remora.api.telemetry.Instrument;
import dev.remora.internal.buffer.BufferOptions;
import dev.remora.internal.buffer.DiskBuffer;
import dev.remora.internal.buffer.LocalFiles;
import dev.remora.internal.export.Exports;
import dev.remora.internal.export.FlushPolicy;
import dev.remora.internal.log.AgentLog;
import dev.remora.testkit.FakeObservation;
import dev.remora.testkit.MemoryProcFiles;
import dev.remora.testkit.ReadmeTable;
import dev.remora.testkit.RecordingMetricRecorder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BufferMetricsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path temp;

  private final RecordingMetricRecorder recorder = new RecordingMetricRecorder();
  private final Deque<ExportResult> results = new ArrayDeque<>();

  private DiskBuffer buffer() {
    return DiskBuffer.open(
        new BufferOptions(temp.resolve("buffer").toFile(), "sandbox", "1", 1 << 20, Long.MAX_VALUE),
        new LocalFiles(),
        System::currentTimeMillis,
        log());
  }

  private static AgentLog log() {
    return new AgentLog(new PrintStream(new ByteArrayOutputStream()), AgentLog.Level.OFF);
  }

  private Exporter exporter() {
    return new Exporter() {
      @Override
      public synchronized ExportResult export(Batch batch, Deadline deadline) {
        return results.isEmpty() ? ExportResult.success() : results.remove();
      }
    };
  }

  private static FakeObservation invoke() {
    return FakeObservation.first(new MemoryProcFiles());
  }

  @Test
  void whatExportersAchievedIsCountedByNameAndOutcome() {
    DiskBuffer buffer = buffer();
    Exports exports =
        new Exports(buffer, "sandbox", FlushPolicy.next(), 1 << 20, System::nanoTime, log());
    BufferMetrics metrics = new BufferMetrics(buffer::statistics, exports::statistics);
    exports.add("otlp", exporter());
    results.add(ExportResult.rejected("no"));
    metrics.sample(invoke(), recorder);
    exports.metrics("request", 7, new byte[100]);
    exports.metrics("request", 5, new byte[50]);
    exports.shutdown(Deadline.in(LONG, System::nanoTime));
    recorder.clear();
    metrics.sample(invoke().because(Observation.Cause.SHUTDOWN), recorder);

    String[] rejected = {"otel.component.name", "otlp", "error.type", "rejected"};
    assertThat(recorder.values(BufferMetrics.POINTS, rejected)).containsExactly(7.0);
    assertThat(recorder.values(BufferMetrics.POINTS)).containsExactly(5.0, 7.0);
    assertThat(recorder.values(BufferMetrics.LOG_RECORDS)).containsExactly(0.0, 0.0);
    assertThat(recorder.values(BufferMetrics.EXPORTED_BYTES)).containsExactly(50.0);
    assertThat(recorder.values(BufferMetrics.ATTEMPTS, "outcome", "delivered"))
        .containsExactly(1.0);
    assertThat(recorder.values(BufferMetrics.ATTEMPTS, "outcome", "rejected")).containsExactly(1.0);
    assertThat(recorder.values(BufferMetrics.ATTEMPTS, "outcome", "retry")).containsExactly(0.0);
    assertThat(recorder.values(BufferMetrics.DROPPED, "reason", "rejected")).containsExactly(1.0);
  }

  @Test
  void lossesAndTheFillLevelAreRecordedAndOnlyWhatWasAdded() {
    DiskBuffer buffer = buffer();
    Exports exports =
        new Exports(buffer, "sandbox", FlushPolicy.next(), 1 << 20, System::nanoTime, log());
    exports.add("otlp", exporter());
    BufferMetrics metrics = new BufferMetrics(buffer::statistics, exports::statistics);
    // Lost before the first reading, as what recovery finds is.
    exports.metrics("request", 1, new byte[(1 << 20) + 1]);
    metrics.sample(invoke(), recorder);
    assertThat(recorder.values(BufferMetrics.DROPPED)).as("a baseline").isEmpty();

    results.add(ExportResult.retryLater("later"));
    exports.metrics("request", 3, new byte[100]);
    metrics.sample(invoke(), recorder);
    assertThat(recorder.values(BufferMetrics.DROPPED, "reason", "too_large")).containsExactly(1.0);
    assertThat(recorder.values(BufferMetrics.DROPPED)).hasSize(6);
    assertThat(recorder.values(BufferMetrics.CORRUPT)).containsExactly(0.0);
    assertThat(recorder.values(BufferMetrics.RECORDS)).containsExactly(0.0, 1.0);
    assertThat(recorder.values(BufferMetrics.BYTES).getLast()).isGreaterThan(80.0);

    recorder.clear();
    metrics.sample(invoke(), recorder);
    assertThat(recorder.sum(BufferMetrics.DROPPED)).isZero();
    exports.shutdown(Deadline.in(LONG, System::nanoTime));
  }

  @Test
  void withinAnInvocationOnlyEveryMinuteIsRecorded() {
    DiskBuffer buffer = buffer();
    BufferMetrics metrics = new BufferMetrics(buffer::statistics, List::of);
    FakeObservation first = invoke();
    metrics.sample(first, recorder);
    metrics.sample(first.after(Duration.ofSeconds(59), new MemoryProcFiles()), recorder);
    assertThat(recorder.values(BufferMetrics.BYTES)).hasSize(1);
    metrics.sample(first.after(Duration.ofSeconds(60), new MemoryProcFiles()), recorder);
    metrics.sample(first.after(Duration.ofSeconds(61), new MemoryProcFiles()), recorder);
    assertThat(recorder.values(BufferMetrics.BYTES)).hasSize(2);
    buffer.close();
  }

  @Test
  void theDocumentationNamesThem() throws Exception {
    List<List<String>> expected = new ArrayList<>();
    for (Instrument instrument : BufferMetrics.INSTRUMENTS) {
      String kind = instrument.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
      expected.add(List.of(instrument.name(), kind, instrument.unit()));
    }
    List<List<String>> documented = new ArrayList<>();
    Path page = Path.of("../docs/metrics.md");
    for (List<String> row : ReadmeTable.under("## The agent's buffer and exporters", page)) {
      documented.add(row.subList(0, 3));
    }
    assertThat(documented).isEqualTo(expected);
  }
}

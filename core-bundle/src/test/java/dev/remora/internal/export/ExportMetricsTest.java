// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Batch;
import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Exporter;
import dev.remora.api.telemetry.Instrument;
import dev.remora.internal.buffer.BufferOptions;
import dev.remora.internal.buffer.DiskBuffer;
import dev.remora.internal.buffer.LocalFiles;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.self.SelfMetrics;
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

class ExportMetricsTest {
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

  private static Exports exports(DiskBuffer buffer) {
    return new Exports(
        buffer,
        "sandbox",
        FlushPolicy.of("next", Duration.ofSeconds(30)),
        1 << 20,
        System::nanoTime,
        System::currentTimeMillis,
        log());
  }

  @Test
  void whatExportersAchievedIsCountedByNameAndOutcome() {
    DiskBuffer buffer = buffer();
    Exports exports = exports(buffer);
    SelfMetrics metrics = new SelfMetrics();
    exports.tellOfThemselves(metrics);
    exports.add("otlp", exporter());
    results.add(ExportResult.rejected("no"));
    exports.metrics("request", 7, new byte[100]);
    exports.metrics("request", 5, new byte[50]);
    exports.shutdown(Deadline.in(LONG, System::nanoTime));
    metrics.record(recorder);

    String[] rejected = {"otel.component.name", "otlp", "error.type", "rejected"};
    assertThat(recorder.values(ExportMetrics.POINTS, rejected)).containsExactly(7.0);
    assertThat(recorder.values(ExportMetrics.POINTS)).containsExactly(5.0, 7.0);
    assertThat(recorder.values(ExportMetrics.LOG_RECORDS)).isEmpty();
    assertThat(recorder.values(ExportMetrics.EXPORTED_BYTES)).containsExactly(50.0);
    assertThat(recorder.values(ExportMetrics.ATTEMPTS, "outcome", "delivered"))
        .containsExactly(1.0);
    assertThat(recorder.values(ExportMetrics.ATTEMPTS, "outcome", "rejected")).containsExactly(1.0);
    assertThat(recorder.values(ExportMetrics.ATTEMPTS)).hasSize(2);
    assertThat(recorder.values(ExportMetrics.DROPPED, "reason", "rejected")).containsExactly(1.0);
  }

  @Test
  void lossesAndTheFillLevelAreRecordedAndOnlyWhatWasAdded() {
    DiskBuffer buffer = buffer();
    Exports exports = exports(buffer);
    exports.add("otlp", exporter());
    SelfMetrics metrics = new SelfMetrics();
    exports.tellOfThemselves(metrics);
    // Lost before the first reading, as what recovery finds is.
    exports.metrics("request", 1, new byte[(1 << 20) + 1]);
    results.add(ExportResult.retryLater("later"));
    exports.metrics("request", 3, new byte[100]);
    metrics.record(recorder);
    assertThat(recorder.values(ExportMetrics.DROPPED, "reason", "too_large")).containsExactly(1.0);
    assertThat(recorder.values(ExportMetrics.DROPPED)).as("of other reasons").hasSize(1);
    assertThat(recorder.values(ExportMetrics.CORRUPT)).isEmpty();
    assertThat(recorder.values(ExportMetrics.RECORDS)).containsExactly(1.0);
    assertThat(recorder.values(ExportMetrics.BYTES).getLast()).isGreaterThan(80.0);

    recorder.clear();
    metrics.record(recorder);
    assertThat(recorder.sum(ExportMetrics.DROPPED)).isZero();
    exports.shutdown(Deadline.in(LONG, System::nanoTime));
  }

  @Test
  void theDocumentationNamesThem() throws Exception {
    List<List<String>> expected = new ArrayList<>();
    for (Instrument instrument : ExportMetrics.INSTRUMENTS) {
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

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.api.MetricRecorder;
import dev.remora.api.Signal;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import dev.remora.internal.buffer.BufferStatistics;
import dev.remora.internal.buffer.DropReason;
import dev.remora.internal.export.ExportStatistics.Outcome;
import dev.remora.internal.self.SelfMetrics;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the agent tells of buffer and export. A counter is silent until there is something to count.
 */
final class ExportMetrics implements SelfMetrics.Source {
  static final Instrument BYTES =
      Instrument.upDownCounter(
          "remora.buffer.bytes", "By", "Bytes in the buffer, on disk and in memory.");

  static final Instrument RECORDS =
      Instrument.upDownCounter(
          "remora.buffer.records",
          "{record}",
          "Records that an exporter still has to acknowledge.");

  static final Instrument DROPPED =
      Instrument.counter(
          "remora.buffer.dropped_records",
          "{record}",
          "Records that left the buffer without having reached every exporter.");

  static final Instrument CORRUPT =
      Instrument.counter(
          "remora.buffer.corrupt_records", "{record}", "Records of these that could not be read.");

  static final Instrument POINTS =
      Instrument.counter(
          "otel.sdk.exporter.metric_data_point.exported",
          "{data_point}",
          "Data points for which the export has finished, either successful or failed.");

  static final Instrument LOG_RECORDS =
      Instrument.counter(
          "otel.sdk.exporter.log.exported",
          "{log_record}",
          "Log records for which the export has finished, either successful or failed.");

  static final Instrument EXPORTED_BYTES =
      Instrument.counter(
          "remora.exporter.bytes",
          "By",
          "Bytes of the OTLP requests that a destination has, before compression.");

  static final Instrument ATTEMPTS =
      Instrument.counter(
          "remora.exporter.attempts", "{attempt}", "Batches that were given to an exporter.");

  /** All of them, in the order of the documentation. */
  static final List<Instrument> INSTRUMENTS =
      List.of(BYTES, RECORDS, DROPPED, CORRUPT, POINTS, LOG_RECORDS, EXPORTED_BYTES, ATTEMPTS);

  private final Supplier<BufferStatistics> buffer;
  private final List<ExportStatistics> exporters;
  private final Count[] dropped = new Count[DropReason.values().length];
  private final Count corrupt = new Count(CORRUPT, Attributes.none());
  private final Map<ExportStatistics, Counts> counts = new IdentityHashMap<>();

  /**
   * @param buffer tells how full the buffer is
   * @param exporters of each exporter that is or was in service; may grow, in any thread
   */
  ExportMetrics(Supplier<BufferStatistics> buffer, List<ExportStatistics> exporters) {
    this.buffer = buffer;
    this.exporters = exporters;
    for (DropReason reason : DropReason.values()) {
      dropped[reason.ordinal()] = new Count(DROPPED, Attributes.of("reason", reason.label()));
    }
  }

  @Override
  public void record(MetricRecorder recorder) {
    BufferStatistics statistics = buffer.get();
    recorder.record(BYTES, Attributes.none(), statistics.bytes());
    recorder.record(RECORDS, Attributes.none(), statistics.records());
    for (DropReason reason : DropReason.values()) {
      dropped[reason.ordinal()].record(statistics.dropped(reason), recorder);
    }
    corrupt.record(statistics.dropped(DropReason.CORRUPT), recorder);
    for (ExportStatistics exporter : exporters) {
      Counts of = counts.get(exporter);
      if (of == null) {
        of = new Counts(exporter.exporter());
        counts.put(exporter, of);
      }
      of.record(exporter, recorder);
    }
  }

  /** One series: turns what was counted into what was added. */
  private static final class Count {
    private final Instrument instrument;
    private final Attributes attributes;
    private long recorded;

    Count(Instrument instrument, Attributes attributes) {
      this.instrument = instrument;
      this.attributes = attributes;
    }

    void record(long counted, MetricRecorder recorder) {
      if (counted > 0) {
        recorder.record(instrument, attributes, counted - recorded);
        recorded = counted;
      }
    }
  }

  /** The series of one exporter. */
  private static final class Counts {
    private final Count points;
    private final Count rejectedPoints;
    private final Count logRecords;
    private final Count rejectedLogRecords;
    private final Count bytes;
    private final Count[] attempts = new Count[Outcome.values().length];

    Counts(String exporter) {
      Attributes name = Attributes.of("otel.component.name", exporter);
      Attributes rejected = name.with("error.type", "rejected");
      points = new Count(POINTS, name);
      rejectedPoints = new Count(POINTS, rejected);
      logRecords = new Count(LOG_RECORDS, name);
      rejectedLogRecords = new Count(LOG_RECORDS, rejected);
      bytes = new Count(EXPORTED_BYTES, name);
      for (Outcome outcome : Outcome.values()) {
        attempts[outcome.ordinal()] = new Count(ATTEMPTS, name.with("outcome", outcome.label()));
      }
    }

    void record(ExportStatistics of, MetricRecorder recorder) {
      points.record(of.deliveredItems(Signal.METRICS), recorder);
      rejectedPoints.record(of.rejectedItems(Signal.METRICS), recorder);
      logRecords.record(of.deliveredItems(Signal.LOGS), recorder);
      rejectedLogRecords.record(of.rejectedItems(Signal.LOGS), recorder);
      bytes.record(of.deliveredBytes(), recorder);
      for (Outcome outcome : Outcome.values()) {
        attempts[outcome.ordinal()].record(of.attempts(outcome), recorder);
      }
    }
  }
}

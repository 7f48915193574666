// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import dev.remora.api.PluginLog;
import dev.remora.api.Signal;
import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.LogRecord;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeLogs;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.api.telemetry.Temporality;
import dev.remora.internal.buffer.BufferOptions;
import dev.remora.internal.buffer.Cursor;
import dev.remora.internal.buffer.DiskBuffer;
import dev.remora.internal.buffer.LocalFiles;
import dev.remora.internal.buffer.NewRecord;
import dev.remora.internal.buffer.Priority;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.otlp.OtlpProtobuf;
import java.nio.file.Path;
import java.util.List;

/** A buffer as an agent leaves it: three batches of points, a summary, one exporter's position. */
final class SampleBuffer {
  static final long MILLIS = 1_800_000_000_000L;
  static final String INVOCATION = "5d89e504-2532-4b6c-b591-b921ae709a22";

  private static final Resource RESOURCE = new Resource(Attributes.of("service.name", "orders"));
  private static final Scope SCOPE = new Scope("dev.remora.sampler.cpu", "1.2", Attributes.none());

  private SampleBuffer() {}

  /** Writes it; the exporter {@code otlp} has acknowledged the first batch. */
  static void write(Path directory) {
    PluginLog log = new AgentLog(System.err, AgentLog.Level.WARN);
    try (DiskBuffer buffer =
        DiskBuffer.open(
            BufferOptions.in(directory.toFile(), "sandbox", "7"),
            new LocalFiles(),
            () -> MILLIS,
            log)) {
      Cursor cursor = buffer.cursor("otlp");
      for (int i = 0; i < 3; i++) {
        append(buffer, Signal.METRICS, Priority.POINT, 2, INVOCATION, metrics(i));
      }
      append(buffer, Signal.LOGS, Priority.SUMMARY, 1, "", logs());
      cursor.acknowledge(cursor.peek().orElseThrow());
    }
  }

  private static void append(
      DiskBuffer buffer,
      Signal signal,
      Priority priority,
      int items,
      String invocation,
      byte[] payload) {
    buffer.append(new NewRecord(signal, priority, items, invocation, payload, payload.length));
  }

  static byte[] metrics(int number) {
    long nanos = MILLIS * 1_000_000;
    Metric time =
        new Metric(
            "system.cpu.time",
            "",
            "s",
            new MetricData.Sum(
                List.of(
                    new NumberPoint.Real(
                        Attributes.of("cpu.mode", "user"), nanos, nanos + 5, number + 0.25)),
                Temporality.DELTA,
                true));
    Metric count =
        new Metric(
            "process.thread.count",
            "",
            "{thread}",
            new MetricData.Gauge(
                List.of(new NumberPoint.Whole(Attributes.none(), 0, nanos, 40 + number))));
    return OtlpProtobuf.encodeMetrics(
        List.of(
            new ResourceMetrics(
                RESOURCE, List.of(new ScopeMetrics(SCOPE, List.of(time, count), "")), "")));
  }

  static byte[] logs() {
    LogRecord summary =
        new LogRecord(
            MILLIS * 1_000_000,
            0,
            9,
            "INFO",
            AnyValue.of("took 3 ms\u001b[31m"),
            Attributes.of("faas.coldstart", "true"),
            "remora.invocation.summary",
            "",
            "");
    return OtlpProtobuf.encodeLogs(
        List.of(
            new ResourceLogs(RESOURCE, List.of(new ScopeLogs(SCOPE, List.of(summary), "")), "")));
  }
}

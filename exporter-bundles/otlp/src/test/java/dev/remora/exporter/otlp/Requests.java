// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import dev.remora.api.Signal;
import dev.remora.testkit.FakeBatch;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.ArrayList;
import java.util.List;

/** Requests made and read by the official classes. */
final class Requests {
  private Requests() {}

  /** Points of one gauge with these values. */
  static byte[] metrics(long... values) {
    var request = ExportMetricsServiceRequest.newBuilder();
    var metric = request.addResourceMetricsBuilder().addScopeMetricsBuilder().addMetricsBuilder();
    metric.setName("m").setUnit("1");
    for (long value : values) {
      metric
          .getGaugeBuilder()
          .addDataPoints(NumberDataPoint.newBuilder().setTimeUnixNano(1).setAsInt(value));
    }
    return request.build().toByteArray();
  }

  /** One log record with that event name. */
  static byte[] logs(String event) {
    var request = ExportLogsServiceRequest.newBuilder();
    request
        .addResourceLogsBuilder()
        .addScopeLogsBuilder()
        .addLogRecords(LogRecord.newBuilder().setTimeUnixNano(1).setEventName(event));
    return request.build().toByteArray();
  }

  /** The values of all points, in the order they came. */
  static List<Long> values(byte[] body) {
    List<Long> values = new ArrayList<>();
    try {
      for (var resource : ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsList()) {
        for (var scope : resource.getScopeMetricsList()) {
          for (var metric : scope.getMetricsList()) {
            metric.getGauge().getDataPointsList().forEach(point -> values.add(point.getAsInt()));
          }
        }
      }
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError("no metrics request", e);
    }
    return values;
  }

  /** The event names of all log records. */
  static List<String> events(byte[] body) {
    List<String> events = new ArrayList<>();
    try {
      for (var resource : ExportLogsServiceRequest.parseFrom(body).getResourceLogsList()) {
        for (var scope : resource.getScopeLogsList()) {
          scope.getLogRecordsList().forEach(record -> events.add(record.getEventName()));
        }
      }
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError("no logs request", e);
    }
    return events;
  }

  /** A batch of metrics for the exporter alone. */
  static FakeBatch batch(long... values) {
    return FakeBatch.of(Signal.METRICS, "{\"resourceMetrics\":[]}").withProtobuf(metrics(values));
  }
}

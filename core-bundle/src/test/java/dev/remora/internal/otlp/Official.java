// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import com.google.protobuf.ByteString;
import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.LogRecord;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The model as messages of the official classes: what our writers and readers are held against. */
final class Official {
  private Official() {}

  static ExportMetricsServiceRequest metrics(List<ResourceMetrics> metrics) {
    var request = ExportMetricsServiceRequest.newBuilder();
    for (ResourceMetrics entry : metrics) {
      var resource = request.addResourceMetricsBuilder().setSchemaUrl(entry.schemaUrl());
      resource.setResource(resource(entry.resource()));
      for (var scope : entry.scopes()) {
        var to = ScopeMetrics.newBuilder().setScope(scope(scope.scope()));
        to.setSchemaUrl(scope.schemaUrl());
        scope.metrics().forEach(metric -> to.addMetrics(metric(metric)));
        resource.addScopeMetrics(to);
      }
    }
    return request.build();
  }

  static ExportLogsServiceRequest logs(List<ResourceLogs> logs) {
    var request = ExportLogsServiceRequest.newBuilder();
    for (ResourceLogs entry : logs) {
      var resource = request.addResourceLogsBuilder().setSchemaUrl(entry.schemaUrl());
      resource.setResource(resource(entry.resource()));
      for (var scope : entry.scopes()) {
        var to = ScopeLogs.newBuilder().setScope(scope(scope.scope()));
        to.setSchemaUrl(scope.schemaUrl());
        scope.records().forEach(record -> to.addLogRecords(logRecord(record)));
        resource.addScopeLogs(to);
      }
    }
    return request.build();
  }

  private static io.opentelemetry.proto.metrics.v1.Metric metric(Metric metric) {
    var to = io.opentelemetry.proto.metrics.v1.Metric.newBuilder().setName(metric.name());
    to.setDescription(metric.description()).setUnit(metric.unit());
    switch (metric.data()) {
      case MetricData.Gauge gauge -> {
        var data = Gauge.newBuilder();
        gauge.points().forEach(point -> data.addDataPoints(numberPoint(point)));
        to.setGauge(data);
      }
      case MetricData.Sum sum -> {
        var data = Sum.newBuilder().setIsMonotonic(sum.monotonic());
        data.setAggregationTemporalityValue(sum.temporality().ordinal());
        sum.points().forEach(point -> data.addDataPoints(numberPoint(point)));
        to.setSum(data);
      }
      case MetricData.Histogram histogram -> {
        var data = Histogram.newBuilder();
        data.setAggregationTemporalityValue(histogram.temporality().ordinal());
        histogram.points().forEach(point -> data.addDataPoints(histogramPoint(point)));
        to.setHistogram(data);
      }
    }
    return to.build();
  }

  private static NumberDataPoint numberPoint(NumberPoint point) {
    var to = NumberDataPoint.newBuilder().addAllAttributes(keyValues(point.attributes()));
    to.setStartTimeUnixNano(point.startUnixNanos()).setTimeUnixNano(point.unixNanos());
    switch (point) {
      case NumberPoint.Whole whole -> to.setAsInt(whole.value());
      case NumberPoint.Real real -> to.setAsDouble(real.value());
    }
    return to.build();
  }

  private static HistogramDataPoint histogramPoint(HistogramPoint point) {
    var to = HistogramDataPoint.newBuilder().addAllAttributes(keyValues(point.attributes()));
    to.setStartTimeUnixNano(point.startUnixNanos()).setTimeUnixNano(point.unixNanos());
    to.setCount(point.count());
    point.sum().ifPresent(to::setSum);
    point.min().ifPresent(to::setMin);
    point.max().ifPresent(to::setMax);
    to.addAllBucketCounts(point.bucketCounts()).addAllExplicitBounds(point.bounds());
    return to.build();
  }

  private static io.opentelemetry.proto.logs.v1.LogRecord logRecord(LogRecord record) {
    var to = io.opentelemetry.proto.logs.v1.LogRecord.newBuilder();
    to.setTimeUnixNano(record.unixNanos()).setObservedTimeUnixNano(record.observedUnixNanos());
    to.setSeverityNumberValue(record.severityNumber()).setSeverityText(record.severityText());
    if (!(record.body() instanceof AnyValue.Empty)) {
      to.setBody(value(record.body()));
    }
    to.addAllAttributes(keyValues(record.attributes())).setEventName(record.eventName());
    to.setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(record.traceId())));
    to.setSpanId(ByteString.copyFrom(HexFormat.of().parseHex(record.spanId())));
    return to.build();
  }

  private static io.opentelemetry.proto.resource.v1.Resource resource(Resource resource) {
    return io.opentelemetry.proto.resource.v1.Resource.newBuilder()
        .addAllAttributes(keyValues(resource.attributes()))
        .build();
  }

  private static InstrumentationScope scope(Scope scope) {
    return InstrumentationScope.newBuilder()
        .setName(scope.name())
        .setVersion(scope.version())
        .addAllAttributes(keyValues(scope.attributes()))
        .build();
  }

  private static List<KeyValue> keyValues(Attributes attributes) {
    List<KeyValue> to = new ArrayList<>();
    for (var entry : attributes.entries()) {
      to.add(KeyValue.newBuilder().setKey(entry.key()).setValue(value(entry.value())).build());
    }
    return to;
  }

  private static io.opentelemetry.proto.common.v1.AnyValue value(AnyValue value) {
    var to = io.opentelemetry.proto.common.v1.AnyValue.newBuilder();
    switch (value) {
      case AnyValue.Text text -> to.setStringValue(text.value());
      case AnyValue.Flag flag -> to.setBoolValue(flag.value());
      case AnyValue.Whole whole -> to.setIntValue(whole.value());
      case AnyValue.Real real -> to.setDoubleValue(real.value());
      case AnyValue.Bytes bytes -> to.setBytesValue(ByteString.copyFrom(bytes.value()));
      case AnyValue.Array array -> {
        var list = ArrayValue.newBuilder();
        array.values().forEach(element -> list.addValues(value(element)));
        to.setArrayValue(list);
      }
      case AnyValue.KeyValues named ->
          to.setKvlistValue(KeyValueList.newBuilder().addAllValues(keyValues(named.values())));
      case AnyValue.Empty empty -> to.clear();
    }
    return to.build();
  }
}

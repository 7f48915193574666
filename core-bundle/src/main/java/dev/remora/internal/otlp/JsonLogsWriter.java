// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.LogRecord;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ScopeLogs;
import java.util.List;

/** Writes log records in OTLP's JSON. */
final class JsonLogsWriter {
  private final JsonWriter out;
  private final JsonCommonWriter common;

  JsonLogsWriter(JsonWriter out, String invocationId) {
    this.out = out;
    this.common = new JsonCommonWriter(out, invocationId);
  }

  void request(List<ResourceLogs> resources) {
    out.beginObject();
    out.beginArray("resourceLogs");
    for (ResourceLogs entry : resources) {
      out.beginObject();
      common.resource(entry.resource());
      out.beginArray("scopeLogs");
      for (ScopeLogs scope : entry.scopes()) {
        scope(scope);
      }
      out.endArray();
      out.stringUnlessEmpty("schemaUrl", entry.schemaUrl());
      out.endObject();
    }
    out.endArray();
    out.endObject();
  }

  private void scope(ScopeLogs entry) {
    out.beginObject();
    common.scope(entry.scope());
    out.beginArray("logRecords");
    for (LogRecord record : entry.records()) {
      record(record);
    }
    out.endArray();
    out.stringUnlessEmpty("schemaUrl", entry.schemaUrl());
    out.endObject();
  }

  private void record(LogRecord record) {
    out.beginObject();
    if (record.unixNanos() != 0) {
      out.uint64("timeUnixNano", record.unixNanos());
    }
    if (record.observedUnixNanos() != 0) {
      out.uint64("observedTimeUnixNano", record.observedUnixNanos());
    }
    if (record.severityNumber() != 0) {
      out.int32("severityNumber", record.severityNumber());
    }
    out.stringUnlessEmpty("severityText", record.severityText());
    if (!(record.body() instanceof AnyValue.Empty)) {
      out.name("body");
      common.value(record.body());
    }
    common.itemAttributes(record.attributes());
    hex("traceId", record.traceId());
    hex("spanId", record.spanId());
    out.stringUnlessEmpty("eventName", record.eventName());
    out.endObject();
  }

  private void hex(String name, String id) {
    if (!id.isEmpty() && Hex.isHex(id)) {
      out.string(name, id);
    }
  }
}

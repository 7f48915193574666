// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.LogRecord;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ScopeLogs;
import java.util.List;

/** Writes an ExportLogsServiceRequest from the model. */
final class ProtoLogsWriter {
  private ProtoLogsWriter() {}

  static void request(ProtoWriter out, List<ResourceLogs> resources) {
    for (ResourceLogs entry : resources) {
      int start = out.open(Tag.REQUEST_RESOURCE);
      ProtoCommonWriter.resource(out, entry.resource());
      for (ScopeLogs scope : entry.scopes()) {
        scope(out, scope);
      }
      out.stringUnlessEmpty(Tag.ENTRY_SCHEMA_URL, entry.schemaUrl());
      out.close(start);
    }
  }

  private static void scope(ProtoWriter out, ScopeLogs entry) {
    int start = out.open(Tag.ENTRY_SCOPE_ENTRY);
    ProtoCommonWriter.scope(out, entry.scope());
    for (LogRecord record : entry.records()) {
      record(out, record);
    }
    out.stringUnlessEmpty(Tag.SCOPE_ENTRY_SCHEMA_URL, entry.schemaUrl());
    out.close(start);
  }

  private static void record(ProtoWriter out, LogRecord record) {
    int start = out.open(Tag.SCOPE_ENTRY_ITEM);
    if (record.unixNanos() != 0) {
      out.fixed64(Tag.LOG_TIME, record.unixNanos());
    }
    if (record.severityNumber() != 0) {
      out.varint(Tag.LOG_SEVERITY, record.severityNumber());
    }
    out.stringUnlessEmpty(Tag.LOG_SEVERITY_TEXT, record.severityText());
    if (!(record.body() instanceof AnyValue.Empty)) {
      ProtoCommonWriter.value(out, Tag.LOG_BODY, record.body());
    }
    ProtoCommonWriter.attributes(out, Tag.LOG_ATTRIBUTE, record.attributes());
    hex(out, Tag.LOG_TRACE_ID, record.traceId());
    hex(out, Tag.LOG_SPAN_ID, record.spanId());
    if (record.observedUnixNanos() != 0) {
      out.fixed64(Tag.LOG_OBSERVED_TIME, record.observedUnixNanos());
    }
    out.stringUnlessEmpty(Tag.LOG_EVENT_NAME, record.eventName());
    out.close(start);
  }

  private static void hex(ProtoWriter out, int tag, String id) {
    if (!id.isEmpty() && Hex.isHex(id)) {
      byte[] bytes = Hex.decode(id);
      out.bytes(tag, bytes, bytes.length);
    }
  }
}

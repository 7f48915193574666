// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.api.telemetry.LogRecord;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeLogs;
import java.util.ArrayList;
import java.util.List;

/** Reads an ExportLogsServiceRequest into the model. */
final class ProtoLogsReader {
  private ProtoLogsReader() {}

  static List<ResourceLogs> request(ProtoReader in) throws OtlpFormatException {
    List<ResourceLogs> resources = new ArrayList<>();
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      if (tag == Tag.REQUEST_RESOURCE) {
        resources.add(resource(in));
      } else {
        in.skip(tag);
      }
    }
    return resources;
  }

  private static ResourceLogs resource(ProtoReader in) throws OtlpFormatException {
    int outer = in.open();
    Resource resource = ProtoCommonReader.NO_RESOURCE;
    List<ScopeLogs> scopes = new ArrayList<>();
    String schemaUrl = "";
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Tag.ENTRY_RESOURCE -> resource = ProtoCommonReader.resource(in);
        case Tag.ENTRY_SCOPE_ENTRY -> scopes.add(scope(in));
        case Tag.ENTRY_SCHEMA_URL -> schemaUrl = in.string();
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    return new ResourceLogs(resource, scopes, schemaUrl);
  }

  private static ScopeLogs scope(ProtoReader in) throws OtlpFormatException {
    int outer = in.open();
    Scope scope = ProtoCommonReader.NO_SCOPE;
    List<LogRecord> records = new ArrayList<>();
    String schemaUrl = "";
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Tag.SCOPE_ENTRY_SCOPE -> scope = ProtoCommonReader.scope(in);
        case Tag.SCOPE_ENTRY_ITEM -> records.add(record(in));
        case Tag.SCOPE_ENTRY_SCHEMA_URL -> schemaUrl = in.string();
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    return new ScopeLogs(scope, records, schemaUrl);
  }

  private static LogRecord record(ProtoReader in) throws OtlpFormatException {
    int outer = in.open();
    long time = 0;
    long observed = 0;
    int severity = 0;
    String severityText = "";
    AnyValue body = ProtoCommonReader.NO_VALUE;
    List<KeyValue> entries = new ArrayList<>();
    String event = "";
    String trace = "";
    String span = "";
    for (int tag = in.tag(); tag != 0; tag = in.tag()) {
      switch (tag) {
        case Tag.LOG_TIME -> time = in.fixed64();
        case Tag.LOG_OBSERVED_TIME -> observed = in.fixed64();
        case Tag.LOG_SEVERITY -> severity = (int) in.varint();
        case Tag.LOG_SEVERITY_TEXT -> severityText = in.string();
        case Tag.LOG_BODY -> body = ProtoCommonReader.value(in);
        case Tag.LOG_ATTRIBUTE -> entries.add(ProtoCommonReader.keyValue(in));
        case Tag.LOG_TRACE_ID -> trace = Hex.encode(in.bytes());
        case Tag.LOG_SPAN_ID -> span = Hex.encode(in.bytes());
        case Tag.LOG_EVENT_NAME -> event = in.string();
        default -> in.skip(tag);
      }
    }
    in.close(outer);
    return new LogRecord(
        time,
        observed,
        severity,
        severityText,
        body,
        ProtoCommonReader.attributes(entries),
        event,
        trace,
        span);
  }
}

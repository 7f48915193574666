// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.LogRecord;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeLogs;
import java.util.ArrayList;
import java.util.List;

/** Reads log records from OTLP's JSON. */
final class JsonLogsReader {
  private JsonLogsReader() {}

  static List<ResourceLogs> request(JsonReader in) throws OtlpFormatException {
    List<ResourceLogs> resources = new ArrayList<>();
    in.beginObject();
    for (String name = next(in); name != null; name = next(in)) {
      if (name.equals("resourceLogs")) {
        in.beginArray();
        while (in.nextElement()) {
          resources.add(resource(in));
        }
      } else {
        in.skip();
      }
    }
    in.end();
    return resources;
  }

  private static String next(JsonReader in) throws OtlpFormatException {
    return JsonCommonReader.nextField(in);
  }

  private static ResourceLogs resource(JsonReader in) throws OtlpFormatException {
    Resource resource = ProtoCommonReader.NO_RESOURCE;
    List<ScopeLogs> scopes = new ArrayList<>();
    String schemaUrl = "";
    in.beginObject();
    for (String name = next(in); name != null; name = next(in)) {
      switch (name) {
        case "resource" -> resource = JsonCommonReader.resource(in);
        case "scopeLogs" -> {
          in.beginArray();
          while (in.nextElement()) {
            scopes.add(scope(in));
          }
        }
        case "schemaUrl" -> schemaUrl = in.string();
        default -> in.skip();
      }
    }
    return new ResourceLogs(resource, scopes, schemaUrl);
  }

  private static ScopeLogs scope(JsonReader in) throws OtlpFormatException {
    Scope scope = ProtoCommonReader.NO_SCOPE;
    List<LogRecord> records = new ArrayList<>();
    String schemaUrl = "";
    in.beginObject();
    for (String name = next(in); name != null; name = next(in)) {
      switch (name) {
        case "scope" -> scope = JsonCommonReader.scope(in);
        case "logRecords" -> {
          in.beginArray();
          while (in.nextElement()) {
            records.add(record(in));
          }
        }
        case "schemaUrl" -> schemaUrl = in.string();
        default -> in.skip();
      }
    }
    return new ScopeLogs(scope, records, schemaUrl);
  }

  private static LogRecord record(JsonReader in) throws OtlpFormatException {
    long time = 0;
    long observed = 0;
    int severity = 0;
    String severityText = "";
    AnyValue body = ProtoCommonReader.NO_VALUE;
    Attributes attributes = Attributes.none();
    String event = "";
    String trace = "";
    String span = "";
    in.beginObject();
    for (String name = next(in); name != null; name = next(in)) {
      switch (name) {
        case "timeUnixNano" -> time = JsonNumber.uint64(in);
        case "observedTimeUnixNano" -> observed = JsonNumber.uint64(in);
        case "severityNumber" -> severity = JsonNumber.int32(in);
        case "severityText" -> severityText = in.string();
        case "body" -> body = JsonCommonReader.value(in);
        case "attributes" -> attributes = JsonCommonReader.attributes(in);
        case "traceId" -> trace = JsonCommonReader.hex(in);
        case "spanId" -> span = JsonCommonReader.hex(in);
        case "eventName" -> event = in.string();
        default -> in.skip();
      }
    }
    return new LogRecord(
        time, observed, severity, severityText, body, attributes, event, trace, span);
  }
}

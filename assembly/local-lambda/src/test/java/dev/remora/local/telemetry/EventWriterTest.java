// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.local.telemetry.PlatformEvent.Phase;
import dev.remora.local.telemetry.PlatformEvent.PhaseMetrics;
import dev.remora.local.telemetry.PlatformEvent.ReportMetrics;
import dev.remora.local.telemetry.PlatformEvent.RuntimeMetrics;
import dev.remora.local.telemetry.PlatformEvent.Span;
import dev.remora.local.telemetry.PlatformEvent.Status;
import dev.remora.local.telemetry.PlatformEvent.Tracing;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every record of the documented schema, as text. */
class EventWriterTest {

  private static final Instant TIME = Instant.parse("2026-10-12T00:00:15.064999Z");
  private static final Tracing TRACING =
      new Tracing("0efbd19962d95b05", "X-Amzn-Trace-Id", "Root=1-2;Parent=0efbd19962d95b05");
  private static final String TRACING_JSON =
      "{'spanId':'0efbd19962d95b05','type':'X-Amzn-Trace-Id',"
          + "'value':'Root=1-2;Parent=0efbd19962d95b05'}";

  private final EventWriter writer = new EventWriter();

  private void assertWritten(PlatformEvent record, String type, String expected) {
    Event event = writer.platform(TIME, record);

    assertThat(event.category()).isEqualTo(Category.PLATFORM);
    assertThat(event.type()).isEqualTo(type);
    for (SchemaVersion version : SchemaVersion.values()) {
      assertThat(new String(event.json(version), UTF_8))
          .isEqualTo(
              ("{'time':'2026-10-12T00:00:15.064Z','type':'"
                      + type
                      + "','record':"
                      + expected
                      + "}")
                  .replace('\'', '"'));
    }
  }

  @Test
  void initStart() {
    assertWritten(
        new PlatformEvent.InitStart(
            "on-demand", Phase.INIT, "java:25.v1", "arn", "orders", "$LATEST", "a/b", 134_217_728),
        "platform.initStart",
        "{'initializationType':'on-demand','phase':'init','runtimeVersion':'java:25.v1',"
            + "'runtimeVersionArn':'arn','functionName':'orders','functionVersion':'$LATEST',"
            + "'instanceId':'a/b','instanceMaxMemory':134217728}");
  }

  @Test
  void initRuntimeDone() {
    assertWritten(
        new PlatformEvent.InitRuntimeDone("on-demand", Phase.INVOKE, Status.SUCCESS, null),
        "platform.initRuntimeDone",
        "{'initializationType':'on-demand','phase':'invoke','status':'success'}");
  }

  @Test
  void initReport() {
    assertWritten(
        new PlatformEvent.InitReport(
            "snap-start",
            Phase.SNAP_START,
            Status.ERROR,
            "Runtime.ExitError",
            new PhaseMetrics(125.33)),
        "platform.initReport",
        "{'initializationType':'snap-start','phase':'snap-start','status':'error',"
            + "'errorType':'Runtime.ExitError','metrics':{'durationMs':125.33}}");
  }

  @Test
  void restoreStart() {
    assertWritten(
        new PlatformEvent.RestoreStart("java:25.v1", "arn", "orders", "7", "a/b", 1),
        "platform.restoreStart",
        "{'runtimeVersion':'java:25.v1','runtimeVersionArn':'arn','functionName':'orders',"
            + "'functionVersion':'7','instanceId':'a/b','instanceMaxMemory':1}");
  }

  @Test
  void restoreRuntimeDone() {
    assertWritten(
        new PlatformEvent.RestoreRuntimeDone(Status.FAILURE, "Sandbox.Failure"),
        "platform.restoreRuntimeDone",
        "{'status':'failure','errorType':'Sandbox.Failure'}");
  }

  @Test
  void restoreReport() {
    assertWritten(
        new PlatformEvent.RestoreReport(Status.SUCCESS, null, new PhaseMetrics(1)),
        "platform.restoreReport",
        "{'status':'success','metrics':{'durationMs':1.0}}");
  }

  @Test
  void start() {
    assertWritten(
        new PlatformEvent.Start("6d68", "$LATEST", "arn:f", TRACING),
        "platform.start",
        "{'requestId':'6d68','version':'$LATEST','functionArn':'arn:f','tracing':"
            + TRACING_JSON
            + "}");
  }

  @Test
  void runtimeDone() {
    assertWritten(
        new PlatformEvent.RuntimeDone(
            "6d68",
            Status.SUCCESS,
            null,
            new RuntimeMetrics(140, 16),
            List.of(new Span("responseLatency", "2026-08-02T12:01:23.521Z", 23.02)),
            TRACING),
        "platform.runtimeDone",
        "{'requestId':'6d68','status':'success','metrics':{'durationMs':140.0,'producedBytes':16},"
            + "'spans':[{'name':'responseLatency','start':'2026-08-02T12:01:23.521Z',"
            + "'durationMs':23.02}],'tracing':"
            + TRACING_JSON
            + "}");
  }

  @Test
  void report() {
    assertWritten(
        new PlatformEvent.Report(
            "6d68",
            Status.TIMEOUT,
            null,
            new ReportMetrics(693.92, 694L, 128, 84L, 397.68, null),
            null,
            null),
        "platform.report",
        "{'requestId':'6d68','status':'timeout','metrics':{'durationMs':693.92,"
            + "'billedDurationMs':694,'memorySizeMB':128,'maxMemoryUsedMB':84,"
            + "'initDurationMs':397.68}}");
  }

  @Test
  void extension() {
    assertWritten(
        new PlatformEvent.Extension("agent", "Ready", List.of("INVOKE", "SHUTDOWN"), null),
        "platform.extension",
        "{'name':'agent','state':'Ready','events':['INVOKE','SHUTDOWN']}");
    assertWritten(
        new PlatformEvent.Extension("agent", "LaunchError", List.of(), "PermissionDenied"),
        "platform.extension",
        "{'name':'agent','state':'LaunchError','events':[],'errorType':'PermissionDenied'}");
  }

  @Test
  void telemetrySubscription() {
    assertWritten(
        new PlatformEvent.TelemetrySubscription(
            "agent", "Subscribed", List.of("platform", "function")),
        "platform.telemetrySubscription",
        "{'name':'agent','state':'Subscribed','types':['platform','function']}");
  }

  @Test
  void logsDropped() {
    assertWritten(
        new PlatformEvent.LogsDropped("behind", 123, 12_345),
        "platform.logsDropped",
        "{'reason':'behind','droppedRecords':123,'droppedBytes':12345}");
  }

  // ---- log lines

  private String line(Category category, String line, boolean jsonFormat, SchemaVersion version) {
    Event event = writer.line(TIME, category, line, jsonFormat);
    assertThat(event.category()).isEqualTo(category);
    return new String(event.json(version), UTF_8);
  }

  @ParameterizedTest
  @EnumSource(SchemaVersion.class)
  void aLineIsTextWhereTheFormatIsText(SchemaVersion version) {
    assertThat(line(Category.FUNCTION, "{\"a\":\t1}", false, version))
        .isEqualTo(
            "{\"time\":\"2026-10-12T00:00:15.064Z\",\"type\":\"function\","
                + "\"record\":\"{\\\"a\\\":\\t1}\"}");
  }

  @Test
  void anObjectIsAnObjectWhereTheFormatIsJsonAndTheSchemaAllowsIt() {
    String object = "{\"level\":\"INFO\",\"n\":1.10,\"message\":\"ü\"}";

    assertThat(line(Category.EXTENSION, object, true, SchemaVersion.V2022_07_01))
        .contains("\"record\":\"{\\\"level\\\"");
    for (SchemaVersion version : List.of(SchemaVersion.V2022_12_13, SchemaVersion.V2025_01_29)) {
      assertThat(line(Category.EXTENSION, object, true, version))
          .isEqualTo(
              "{\"time\":\"2026-10-12T00:00:15.064Z\",\"type\":\"extension\",\"record\":"
                  + object
                  + "}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "", "{", "{\"a\":1} {", "[1]", "1", "{a}"})
  void aPlainLineStaysTextWhereTheFormatIsJson(String plain) {
    assertThat(line(Category.FUNCTION, plain, true, SchemaVersion.V2025_01_29))
        .isEqualTo(line(Category.FUNCTION, plain, false, SchemaVersion.V2025_01_29));
  }
}

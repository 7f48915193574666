// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
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
import dev.remora.api.telemetry.ScopeLogs;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.api.telemetry.Temporality;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OtlpJsonTest {
  private static final Attributes NONE = Attributes.none();
  private static final long TIME = 1544712660300000000L;

  @Test
  void theSpecificationsExampleOfMetricsIsReadAndWrittenAgain() throws Exception {
    byte[] example = example("metrics.json");
    List<ResourceMetrics> metrics = OtlpJson.readMetrics(example);
    assertThat(canonical(OtlpJson.writeMetrics(metrics, ""))).isEqualTo(canonical(example));
    assertThat(ExportMetricsServiceRequest.parseFrom(OtlpProtobuf.encodeMetrics(metrics)))
        .isEqualTo(Official.metrics(metrics));
  }

  @Test
  void theSpecificationsExampleOfLogsIsReadAndWrittenAgain() throws Exception {
    byte[] example = example("logs.json");
    List<ResourceLogs> logs = OtlpJson.readLogs(example);
    assertThat(canonical(OtlpJson.writeLogs(logs, ""))).isEqualTo(canonical(example));
    assertThat(ExportLogsServiceRequest.parseFrom(OtlpProtobuf.encodeLogs(logs)))
        .isEqualTo(Official.logs(logs));
  }

  @Test
  void aLineLooksAsTheSpecificationWantsIt() {
    NumberPoint point = new NumberPoint.Whole(Attributes.of("k", "v"), 0, TIME, -5);
    MetricData data = new MetricData.Sum(List.of(point), Temporality.DELTA, true);
    assertThat(text(OtlpJson.writeMetrics(metrics(data), "")))
        .isEqualTo(
            """
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":\
            {"stringValue":"f"}}]},"scopeMetrics":[{"scope":{"name":"s"},"metrics":[{"name":"m",\
            "unit":"1","sum":{"dataPoints":[{"attributes":[{"key":"k","value":{"stringValue":"v"}}],\
            "timeUnixNano":"1544712660300000000","asInt":"-5"}],"aggregationTemporality":1,\
            "isMonotonic":true}}]}],"schemaUrl":"https://schema"}]}\
            """);
  }

  @Test
  void pointsThatAreNoNumbersAreLeftOutAndWhatIsEmptyThenToo() throws Exception {
    NumberPoint good = new NumberPoint.Real(NONE, 0, TIME, -0.0);
    NumberPoint nan = new NumberPoint.Real(NONE, 0, TIME, Double.NaN);
    NumberPoint infinite = new NumberPoint.Real(NONE, 0, TIME, Double.NEGATIVE_INFINITY);
    MetricData some = new MetricData.Gauge(List.of(nan, good, infinite));
    assertThat(OtlpJson.readMetrics(OtlpJson.writeMetrics(metrics(some), "")))
        .isEqualTo(metrics(new MetricData.Gauge(List.of(good))));
    MetricData none = new MetricData.Gauge(List.of(nan, infinite));
    assertThat(text(OtlpJson.writeMetrics(metrics(none), "")))
        .isEqualTo("{\"resourceMetrics\":[]}");
    for (int i = 0; i < 4; i++) {
      MetricData histogram =
          new MetricData.Histogram(
              List.of(
                  new HistogramPoint(
                      NONE,
                      0,
                      TIME,
                      1,
                      OptionalDouble.of(i == 0 ? Double.NaN : 1),
                      OptionalDouble.of(i == 1 ? Double.NaN : 1),
                      OptionalDouble.of(i == 2 ? Double.NaN : 1),
                      List.of(i == 3 ? Double.POSITIVE_INFINITY : 1.0),
                      List.of(1L, 0L))),
              Temporality.DELTA);
      assertThat(text(OtlpJson.writeMetrics(metrics(histogram), "")))
          .isEqualTo("{\"resourceMetrics\":[]}");
    }
  }

  @Test
  void anAttributeThatIsNoNumberIsWrittenAsText() {
    Attributes attributes = NONE.with("ratio", AnyValue.of(Double.NaN));
    NumberPoint point = new NumberPoint.Whole(attributes, 0, TIME, 1);
    assertThat(text(OtlpJson.writeMetrics(metrics(new MetricData.Gauge(List.of(point))), "")))
        .contains("{\"key\":\"ratio\",\"value\":{\"stringValue\":\"NaN\"}}");
  }

  @Test
  void eachPointGetsTheInvocationIdUnlessItHasOne() throws Exception {
    Attributes own = Attributes.of("faas.invocation_id", "own");
    NumberPoint with = new NumberPoint.Whole(own, 0, TIME, 1);
    NumberPoint without = new NumberPoint.Whole(Attributes.of("k", "v"), 0, TIME, 1);
    byte[] json =
        OtlpJson.writeMetrics(metrics(new MetricData.Gauge(List.of(with, without))), "batch");
    MetricData.Gauge gauge =
        (MetricData.Gauge)
            OtlpJson.readMetrics(json).getFirst().scopes().getFirst().metrics().getFirst().data();
    assertThat(gauge.points().get(0).attributes()).isEqualTo(own);
    assertThat(gauge.points().get(1).attributes())
        .isEqualTo(Attributes.of("k", "v", "faas.invocation_id", "batch"));
  }

  @Test
  void eachRecordGetsTheInvocationId() throws Exception {
    LogRecord record = new LogRecord(TIME, 0, 9, "INFO", AnyValue.of("b"), NONE, "e", "", "");
    List<ResourceLogs> logs =
        List.of(
            new ResourceLogs(
                new Resource(NONE),
                List.of(new ScopeLogs(new Scope("s", "1", NONE), List.of(record), "")),
                ""));
    List<ResourceLogs> read = OtlpJson.readLogs(OtlpJson.writeLogs(logs, "batch"));
    assertThat(read.getFirst().scopes().getFirst().records().getFirst().attributes())
        .isEqualTo(Attributes.of("faas.invocation_id", "batch"));
  }

  @Test
  void numbersAreReadBareAndInQuotesAndNullIsAFieldThatIsNotThere() throws Exception {
    for (String number : List.of("5", "\"5\"", "5.0", "\"5e0\"", "50e-1", " 0.5E+1 ")) {
      String json =
          """
          {"unknown":{"a":[1,{"b":null}]},"resourceMetrics":[{"resource":null,
           "scopeMetrics":[{"metrics":[{"name":"m","sum":{"dataPoints":[
           {"asInt":#,"timeUnixNano":#,"attributes":null}],"aggregationTemporality":2}}]}]}]}\
          """
              .replace("#", number);
      assertThat(OtlpJson.readMetrics(json.getBytes(UTF_8)).getFirst().scopes().getFirst())
          .isEqualTo(
              new ScopeMetrics(
                  new Scope("", "", NONE),
                  List.of(
                      new Metric(
                          "m",
                          "",
                          "",
                          new MetricData.Sum(
                              List.of(new NumberPoint.Whole(NONE, 0, 5, 5)),
                              Temporality.CUMULATIVE,
                              false))),
                  ""));
    }
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] json = "{\"?\":1}".getBytes(UTF_8);
    json[2] = (byte) 0x80;
    assertThatThrownBy(() -> OtlpJson.readMetrics(json))
        .isInstanceOf(OtlpFormatException.class)
        .hasMessage("Not OTLP JSON: a text is not UTF-8 at byte 2");
  }

  private static List<ResourceMetrics> metrics(MetricData data) {
    Metric metric = new Metric("m", "", "1", data);
    ScopeMetrics scope = new ScopeMetrics(new Scope("s", "", NONE), List.of(metric), "");
    Resource resource = new Resource(Attributes.of("service.name", "f"));
    return List.of(new ResourceMetrics(resource, List.of(scope), "https://schema"));
  }

  private static byte[] example(String name) throws Exception {
    try (InputStream in = OtlpJsonTest.class.getResourceAsStream("/otlp/examples/" + name)) {
      return in.readAllBytes();
    }
  }

  /** The document with members in order, numbers in one form, and ids in lower case. */
  private static String canonical(byte[] json) {
    return canonical(JsonParser.parseString(text(json)), "").toString();
  }

  private static JsonElement canonical(JsonElement element, String name) {
    if (element instanceof JsonObject object) {
      JsonObject ordered = new JsonObject();
      for (String key : new TreeSet<>(object.keySet())) {
        ordered.add(key, canonical(object.get(key), key));
      }
      return ordered;
    } else if (element instanceof JsonArray array) {
      JsonArray all = new JsonArray();
      array.forEach(one -> all.add(canonical(one, name)));
      return all;
    } else if (name.equals("traceId") || name.equals("spanId")) {
      return new JsonPrimitive(element.getAsString().toLowerCase(java.util.Locale.ROOT));
    } else if (name.equals("stringValue") || !element.getAsString().matches("-?\\d.*")) {
      return element;
    } else if (name.equals("version") || name.equals("unit")) {
      return element;
    }
    return new JsonPrimitive(
        new BigDecimal(element.getAsString()).stripTrailingZeros().toPlainString());
  }

  private static String text(byte[] json) {
    return new String(json, UTF_8);
  }
}

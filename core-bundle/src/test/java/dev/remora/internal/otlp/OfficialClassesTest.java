// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.JsonFormat;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Summary;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Random telemetry through our code and through the official classes: both must say the same. */
class OfficialClassesTest {
  private static final int ROUNDS = 300;

  private final long seed = Long.getLong("remora.seed", System.nanoTime());

  @BeforeEach
  void printSeed(TestInfo test) {
    System.out.println(test.getDisplayName() + " -Dremora.seed=" + seed);
  }

  @Test
  void theOfficialParserReadsOurMetrics() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      List<ResourceMetrics> metrics = new RandomTelemetry(seed + i, false).metrics();
      assertThat(ExportMetricsServiceRequest.parseFrom(OtlpProtobuf.encodeMetrics(metrics)))
          .isEqualTo(Official.metrics(metrics));
    }
  }

  @Test
  void weReadMetricsOfTheOfficialWriter() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      List<ResourceMetrics> metrics = new RandomTelemetry(seed + i, false).metrics();
      byte[] bytes = Official.metrics(metrics).toByteArray();
      assertThat(OtlpProtobuf.decodeMetrics(bytes, 0, bytes.length)).isEqualTo(metrics);
    }
  }

  @Test
  void theOfficialParserReadsOurLogs() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      List<ResourceLogs> logs = new RandomTelemetry(seed + i, false).logs();
      assertThat(ExportLogsServiceRequest.parseFrom(OtlpProtobuf.encodeLogs(logs)))
          .isEqualTo(Official.logs(logs));
    }
  }

  @Test
  void weReadLogsOfTheOfficialWriter() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      List<ResourceLogs> logs = new RandomTelemetry(seed + i, false).logs();
      byte[] bytes = Official.logs(logs).toByteArray();
      assertThat(OtlpProtobuf.decodeLogs(bytes, 0, bytes.length)).isEqualTo(logs);
    }
  }

  @Test
  void whatTheModelDoesNotHaveIsPassedOver() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      List<ResourceMetrics> metrics = new RandomTelemetry(seed + i, false).metrics();
      byte[] bytes = withMore(Official.metrics(metrics)).toByteArray();
      assertThat(OtlpProtobuf.decodeMetrics(bytes, 0, bytes.length)).isEqualTo(metrics);
    }
  }

  /**
   * The same with exemplars, flags, other types of metrics, points without value, unknown fields.
   */
  private static Message withMore(ExportMetricsServiceRequest request) {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .mergeField(
                1000,
                UnknownFieldSet.Field.newBuilder()
                    .addVarint(-1)
                    .addFixed32(1)
                    .addFixed64(2)
                    .addLengthDelimited(ByteString.copyFromUtf8("new"))
                    .addGroup(UnknownFieldSet.newBuilder().mergeVarintField(1, 2).build())
                    .build())
            .build();
    var all = request.toBuilder().setUnknownFields(unknown);
    for (var resource : all.getResourceMetricsBuilderList()) {
      resource.setUnknownFields(unknown).getResourceBuilder().setDroppedAttributesCount(3);
      for (ScopeMetrics.Builder scope : resource.getScopeMetricsBuilderList()) {
        scope.setUnknownFields(unknown).getScopeBuilder().setDroppedAttributesCount(3);
        for (Metric.Builder metric : scope.getMetricsBuilderList()) {
          metric.setUnknownFields(unknown);
          if (metric.hasGauge()) {
            metric.getGaugeBuilder().getDataPointsBuilderList().forEach(OfficialClassesTest::addTo);
            metric.getGaugeBuilder().addDataPoints(NumberDataPoint.newBuilder().setFlags(1));
          } else if (metric.hasSum()) {
            metric.getSumBuilder().getDataPointsBuilderList().forEach(OfficialClassesTest::addTo);
          } else {
            metric
                .getHistogramBuilder()
                .getDataPointsBuilderList()
                .forEach(point -> point.setFlags(1).addExemplars(exemplar()));
          }
        }
        scope.addMetrics(
            Metric.newBuilder().setName("e").setExponentialHistogram(exponentialHistogram()));
        scope.addMetrics(Metric.newBuilder().setName("s").setSummary(Summary.newBuilder()));
        scope.addMetrics(Metric.newBuilder().setName("nothing"));
      }
    }
    return all.build();
  }

  private static void addTo(NumberDataPoint.Builder point) {
    point.setFlags(1).addExemplars(exemplar());
  }

  private static Exemplar.Builder exemplar() {
    return Exemplar.newBuilder()
        .setAsDouble(2)
        .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"));
  }

  private static ExponentialHistogram.Builder exponentialHistogram() {
    var histogram = ExponentialHistogram.newBuilder();
    histogram.addDataPointsBuilder().setScale(-3).getPositiveBuilder().addBucketCounts(1);
    return histogram;
  }

  @Test
  void theOfficialParserReadsOurJsonMetrics() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      List<ResourceMetrics> metrics = new RandomTelemetry(seed + i, true).metrics();
      var parsed = ExportMetricsServiceRequest.newBuilder();
      JsonFormat.parser().merge(text(OtlpJson.writeMetrics(metrics, "")), parsed);
      assertThat(parsed.build()).isEqualTo(Official.metrics(metrics));
    }
  }

  @Test
  void weReadJsonMetricsOfTheOfficialWriter() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      List<ResourceMetrics> metrics = new RandomTelemetry(seed + i, false).metrics();
      String json = JsonFormat.printer().printingEnumsAsInts().print(Official.metrics(metrics));
      assertThat(OtlpJson.readMetrics(json.getBytes(UTF_8))).isEqualTo(metrics);
    }
  }

  @Test
  void weReadOurOwnJsonMetrics() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      List<ResourceMetrics> metrics = new RandomTelemetry(seed + i, true).metrics();
      assertThat(OtlpJson.readMetrics(OtlpJson.writeMetrics(metrics, ""))).isEqualTo(metrics);
    }
  }

  @Test
  void theOfficialParserReadsOurJsonLogs() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      List<ResourceLogs> logs = new RandomTelemetry(seed + i, true).logs();
      var parsed = ExportLogsServiceRequest.newBuilder();
      JsonFormat.parser().merge(text(OtlpJson.writeLogs(logs, "")), parsed);
      // The official classes take ids for Base64; OTLP has them in hexadecimal digits.
      ExportLogsServiceRequest ids = withIds(parsed.build(), OfficialClassesTest::hexFromBase64);
      assertThat(ids).isEqualTo(Official.logs(logs));
    }
  }

  @Test
  void weReadJsonLogsOfTheOfficialWriter() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      List<ResourceLogs> logs = new RandomTelemetry(seed + i, true).logs();
      var official = withIds(Official.logs(logs), OfficialClassesTest::base64FromHex);
      String json = JsonFormat.printer().printingEnumsAsInts().print(official);
      assertThat(OtlpJson.readLogs(json.getBytes(UTF_8))).isEqualTo(logs);
    }
  }

  private static ExportLogsServiceRequest withIds(
      ExportLogsServiceRequest logs, UnaryOperator<byte[]> change) {
    var all = logs.toBuilder();
    for (var resource : all.getResourceLogsBuilderList()) {
      for (var scope : resource.getScopeLogsBuilderList()) {
        for (LogRecord.Builder record : scope.getLogRecordsBuilderList()) {
          byte[] trace = change.apply(record.getTraceId().toByteArray());
          byte[] span = change.apply(record.getSpanId().toByteArray());
          record.setTraceId(ByteString.copyFrom(trace)).setSpanId(ByteString.copyFrom(span));
        }
      }
    }
    return all.build();
  }

  private static byte[] hexFromBase64(byte[] bytes) {
    return HexFormat.of().parseHex(Base64.getEncoder().encodeToString(bytes));
  }

  private static byte[] base64FromHex(byte[] bytes) {
    return Base64.getDecoder().decode(HexFormat.of().formatHex(bytes));
  }

  private static String text(byte[] json) {
    String text = new String(json, UTF_8);
    assertThat(text).doesNotContain("\n");
    return text;
  }
}

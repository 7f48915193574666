// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.api.telemetry.Temporality;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The places where a writer of protobuf goes wrong, byte by byte. */
class ProtoWireFormatTest {
  private static final Attributes NONE = Attributes.none();

  @Test
  void aZeroInAOneofIsWritten() {
    assertThat(value(AnyValue.of(0L))).isEqualTo("0a021800");
    assertThat(value(AnyValue.of(0.0))).isEqualTo("0a09210000000000000000");
    assertThat(value(AnyValue.of(false))).isEqualTo("0a021000");
    assertThat(value(AnyValue.of(""))).isEqualTo("0a020a00");
    assertThat(value(new AnyValue.Bytes(new byte[0]))).isEqualTo("0a023a00");
    assertThat(value(new AnyValue.Empty())).isEqualTo("0a00");
    assertThat(gauge(new NumberPoint.Real(NONE, 0, 0, 0))).contains("0a09210000000000000000");
    assertThat(gauge(new NumberPoint.Whole(NONE, 0, 0, 0))).contains("0a09310000000000000000");
  }

  @Test
  void aNegativeIntValueTakesTenBytes() {
    assertThat(value(AnyValue.of(-1L))).isEqualTo("0a0b18ffffffffffffffffff01");
    assertThat(value(AnyValue.of(Long.MIN_VALUE))).isEqualTo("0a0b1880808080808080808001");
  }

  @Test
  void asIntIsSfixed64LowestByteFirst() {
    assertThat(gauge(new NumberPoint.Whole(NONE, 0, 0, -2))).contains("0a0931feffffffffffffff");
    assertThat(gauge(new NumberPoint.Whole(NONE, 0, 0, 0x0102030405060708L)))
        .contains("0a09310807060504030201");
  }

  @Test
  void anUnsetStartIsLeftOut() {
    assertThat(gauge(new NumberPoint.Whole(NONE, 0, 5, 1)))
        .contains("0a12" + "190500000000000000" + "310100000000000000");
  }

  @Test
  void bucketsAndBoundsArePackedAndOptionalZerosAreWritten() {
    OptionalDouble zero = OptionalDouble.of(0);
    HistogramPoint point =
        new HistogramPoint(NONE, 1, 2, 3, zero, zero, zero, List.of(1.0), List.of(1L, 2L));
    String bytes = hex(request(new MetricData.Histogram(List.of(point), Temporality.DELTA)));
    assertThat(bytes)
        .contains(
            "110100000000000000"
                + "190200000000000000"
                + "210300000000000000"
                + "290000000000000000"
                + "3210"
                + "0100000000000000"
                + "0200000000000000"
                + "3a08"
                + "000000000000f03f"
                + "590000000000000000"
                + "610000000000000000"
                + "1001");
  }

  @Test
  void numbersThatOughtToBePackedAreAlsoReadOneByOne() throws Exception {
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "0a20"
                    + "121e"
                    + "121c"
                    + "4a1a"
                    + "0a18"
                    + "310700000000000000" // bucket_counts, not packed
                    + "3a00" // explicit_bounds, packed, none
                    + "39000000000000f03f" // explicit_bounds, not packed
                    + "5001"); // flags
    bytes[1] = (byte) (bytes.length - 2);
    bytes[3] = (byte) (bytes.length - 4);
    bytes[5] = (byte) (bytes.length - 6);
    bytes[7] = (byte) (bytes.length - 8);
    bytes[9] = (byte) (bytes.length - 10);
    Metric metric =
        OtlpProtobuf.decodeMetrics(bytes, 0, bytes.length)
            .getFirst()
            .scopes()
            .getFirst()
            .metrics()
            .getFirst();
    assertThat(metric.data())
        .isEqualTo(
            new MetricData.Histogram(
                List.of(
                    new HistogramPoint(
                        NONE,
                        0,
                        0,
                        0,
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        List.of(1.0),
                        List.of(7L))),
                Temporality.UNSPECIFIED));
  }

  @Test
  void requestsOneBehindTheOtherAreOneRequest() throws Exception {
    List<ResourceMetrics> first = new RandomTelemetry(1, false).metrics();
    List<ResourceMetrics> second = new RandomTelemetry(2, true).metrics();
    List<ResourceMetrics> both = new ArrayList<>(first);
    both.addAll(second);
    byte[] bytes = join(OtlpProtobuf.encodeMetrics(first), OtlpProtobuf.encodeMetrics(second));
    assertThat(bytes).isEqualTo(OtlpProtobuf.encodeMetrics(both));
    assertThat(OtlpProtobuf.decodeMetrics(bytes, 0, bytes.length)).isEqualTo(both);
    assertThat(ExportMetricsServiceRequest.parseFrom(bytes)).isEqualTo(Official.metrics(both));
  }

  @Test
  void logRequestsOneBehindTheOtherAreOneRequest() throws Exception {
    List<ResourceLogs> first = new RandomTelemetry(3, true).logs();
    List<ResourceLogs> second = new RandomTelemetry(4, true).logs();
    List<ResourceLogs> both = new ArrayList<>(first);
    both.addAll(second);
    byte[] bytes = join(OtlpProtobuf.encodeLogs(first), OtlpProtobuf.encodeLogs(second));
    assertThat(OtlpProtobuf.decodeLogs(bytes, 0, bytes.length)).isEqualTo(both);
  }

  @Test
  void aPartOfAnArrayIsReadAndNothingBesideIt() throws Exception {
    List<ResourceMetrics> metrics = new RandomTelemetry(5, true).metrics();
    byte[] bytes = OtlpProtobuf.encodeMetrics(metrics);
    byte[] inside = join(join(new byte[] {-1, -1, -1}, bytes), new byte[] {-1});
    assertThat(OtlpProtobuf.decodeMetrics(inside, 3, bytes.length)).isEqualTo(metrics);
  }

  @Test
  void halfASurrogatePairBecomesAQuestionMark() throws Exception {
    for (String text : List.of("a\uD83D", "\uD83Db", "\uDC4Dc", "ü\uD83D\uD83D\uDC4D")) {
      ProtoWriter out = new ProtoWriter(0);
      out.putUtf8(text);
      assertThat(out.copy()).isEqualTo(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  @Test
  void whatIsNestedTooDeepIsWrittenAsEmptySoThatItCanBeReadAgain() throws Exception {
    AnyValue list = AnyValue.of("core");
    AnyValue map = AnyValue.of("core");
    for (int i = 0; i < 10_000; i++) {
      list = new AnyValue.Array(List.of(list));
      map = new AnyValue.KeyValues(NONE.with("k", map));
    }
    Resource resource = new Resource(NONE.with("list", list).with("map", map));
    NumberPoint point = new NumberPoint.Whole(resource.attributes(), 0, 1, 1);
    Metric metric = new Metric("m", "", "1", new MetricData.Gauge(List.of(point)));
    ScopeMetrics scope = new ScopeMetrics(new Scope("s", "", NONE), List.of(metric), "");
    List<ResourceMetrics> deep = List.of(new ResourceMetrics(resource, List.of(scope), ""));
    byte[] bytes = OtlpProtobuf.encodeMetrics(deep);
    ExportMetricsServiceRequest.parseFrom(bytes);
    List<ResourceMetrics> read = OtlpProtobuf.decodeMetrics(bytes, 0, bytes.length);
    assertThat(OtlpJson.readMetrics(OtlpJson.writeMetrics(deep, ""))).isEqualTo(read);
  }

  @Test
  void lengthsAroundTheirVarintBoundariesAreRight() throws Exception {
    for (int length : new int[] {0, 1, 126, 127, 128, 129, 16_382, 16_383, 16_384, 2_097_152}) {
      ProtoWriter out = new ProtoWriter(0);
      out.string(Tag.VALUE_STRING, "x".repeat(length));
      assertThat(out.size).isEqualTo(ProtoWriter.fieldSize(length));
      ProtoReader in = new ProtoReader(out.array, 0, out.size, OtlpProtobuf.MOST_MEMORY);
      assertThat(in.tag()).isEqualTo(Tag.VALUE_STRING);
      assertThat(in.string()).hasSize(length);
      assertThat(in.atEnd()).isTrue();
    }
  }

  private static String value(AnyValue value) {
    ProtoWriter out = new ProtoWriter(0);
    ProtoCommonWriter.value(out, Tag.LIST_VALUE, value);
    return hex(out.copy());
  }

  private static String gauge(NumberPoint point) {
    return hex(request(new MetricData.Gauge(List.of(point))));
  }

  private static byte[] request(MetricData data) {
    ScopeMetrics scope =
        new ScopeMetrics(new Scope("", "", NONE), List.of(new Metric("m", "", "", data)), "");
    return OtlpProtobuf.encodeMetrics(
        List.of(new ResourceMetrics(new Resource(NONE), List.of(scope), "")));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}

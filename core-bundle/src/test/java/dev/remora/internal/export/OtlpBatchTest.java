// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Signal;
import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.HistogramPoint;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.api.telemetry.Temporality;
import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.buffer.Priority;
import dev.remora.internal.otlp.OtlpJson;
import dev.remora.internal.otlp.OtlpProtobuf;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Batches as exporters see them, read by the official classes. */
class OtlpBatchTest {

  private static ResourceMetrics resource(String name, int points) {
    List<NumberPoint> numbers = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      numbers.add(new NumberPoint.Whole(Attributes.none(), 1, 2, i));
    }
    HistogramPoint histogram =
        new HistogramPoint(
            Attributes.none(),
            1,
            2,
            1,
            OptionalDouble.of(1),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            List.of(),
            List.of());
    List<Metric> metrics =
        List.of(
            new Metric("sum", "d", "s", new MetricData.Sum(numbers, Temporality.DELTA, true)),
            new Metric("gauge", "", "1", new MetricData.Gauge(numbers)),
            new Metric(
                "histogram",
                "",
                "s",
                new MetricData.Histogram(List.of(histogram), Temporality.DELTA)));
    Scope scope = new Scope("scope", "1", Attributes.none());
    Attributes attributes =
        new Attributes(List.of(new KeyValue("service.name", AnyValue.of(name))));
    return new ResourceMetrics(
        new Resource(attributes), List.of(new ScopeMetrics(scope, metrics, "s")), "r");
  }

  private static BufferedRecord record(long sequence, String invocation, int points) {
    byte[] payload = OtlpProtobuf.encodeMetrics(List.of(resource("n" + sequence, points)));
    return new BufferedRecord(
        sequence,
        new UUID(7, sequence),
        Signal.METRICS,
        Priority.POINT,
        1000 + sequence,
        2 * points + 1,
        invocation,
        payload);
  }

  @Test
  void severalTogetherAreOneRequest() throws Exception {
    OtlpBatch batch = OtlpBatch.of(List.of(record(1, "r1", 2), record(2, "r2", 3)));
    ExportMetricsServiceRequest request =
        ExportMetricsServiceRequest.parseFrom(batch.toOtlpProtobuf());
    assertThat(request.getResourceMetricsList())
        .extracting(r -> r.getResource().getAttributes(0).getValue().getStringValue())
        .containsExactly("n1", "n2");
    assertThat(batch.itemCount()).isEqualTo(12);
    assertThat(batch.createdUnixMillis()).isEqualTo(1001);
    assertThat(batch.invocationId()).isEmpty();
    assertThat(batch.metrics()).hasSize(2);
    assertThat(batch.logs()).isEmpty();
  }

  @Test
  void severalOfOneInvocationBelongToIt() {
    assertThat(OtlpBatch.of(List.of(record(1, "r", 1), record(2, "r", 1))).invocationId())
        .contains("r");
    assertThat(OtlpBatch.of(List.of(record(1, "", 1))).invocationId()).isEmpty();
  }

  @Test
  void asJsonEachPointKeepsItsOwnInvocation() throws Exception {
    List<BufferedRecord> records =
        List.of(record(1, "r1", 1), record(2, "", 1), record(3, "r3", 1));
    List<ResourceMetrics> read = OtlpJson.readMetrics(OtlpBatch.of(records).toOtlpJson(true));
    assertThat(read).hasSize(3);
    assertThat(read).extracting(OtlpBatchTest::invocation).containsExactly("r1", "", "r3");
    assertThat(OtlpJson.readMetrics(OtlpBatch.of(records).toOtlpJson(false)))
        .hasSize(3)
        .allMatch(metrics -> invocation(metrics).isEmpty());
  }

  private static String invocation(ResourceMetrics metrics) {
    MetricData.Sum sum = (MetricData.Sum) metrics.scopes().getFirst().metrics().getFirst().data();
    return sum.points().getFirst().attributes().text("faas.invocation_id");
  }

  @Test
  void theIdFollowsFromWhatIsInIt() {
    BufferedRecord first = record(1, "r", 1);
    BufferedRecord second = record(2, "r", 1);
    BufferedRecord third = record(3, "r", 1);
    assertThat(OtlpBatch.of(List.of(first)).id()).isEqualTo(first.batchId());
    UUID together = OtlpBatch.of(List.of(first, second)).id();
    assertThat(OtlpBatch.of(List.of(first, second)).id()).isEqualTo(together);
    assertThat(
            List.of(
                OtlpBatch.of(List.of(first, third)).id(),
                OtlpBatch.of(List.of(second, third)).id(),
                OtlpBatch.of(List.of(first, second, third)).id(),
                first.batchId()))
        .doesNotContain(together)
        .doesNotHaveDuplicates();
  }

  @Test
  void halvesHoldEverythingOnceWithWhatIsAroundIt() throws Exception {
    OtlpBatch batch = OtlpBatch.of(List.of(record(1, "r1", 5)));
    List<OtlpBatch> halves = batch.halves();
    assertThat(halves).extracting(OtlpBatch::itemCount).containsExactly(5, 6);
    int points = 0;
    for (OtlpBatch half : halves) {
      assertThat(half.invocationId()).contains("r1");
      ExportMetricsServiceRequest request =
          ExportMetricsServiceRequest.parseFrom(half.toOtlpProtobuf());
      var resource = request.getResourceMetrics(0);
      assertThat(resource.getSchemaUrl()).isEqualTo("r");
      assertThat(resource.getResource().getAttributesCount()).isEqualTo(1);
      for (var metric : resource.getScopeMetrics(0).getMetricsList()) {
        int here =
            metric.getSum().getDataPointsCount()
                + metric.getGauge().getDataPointsCount()
                + metric.getHistogram().getDataPointsCount();
        assertThat(here).isPositive();
        points += here;
        if (metric.hasSum()) {
          assertThat(metric.getSum().getIsMonotonic()).isTrue();
        }
      }
    }
    assertThat(points).isEqualTo(11);
    assertThat(halves).extracting(OtlpBatch::id).doesNotHaveDuplicates();
    assertThat(batch.halves())
        .extracting(OtlpBatch::id)
        .isEqualTo(halves.stream().map(OtlpBatch::id).toList());
  }

  @Test
  void oneItemHasNoHalves() {
    assertThat(OtlpBatch.of(List.of(record(1, "r", 0))).halves()).isEmpty();
  }
}

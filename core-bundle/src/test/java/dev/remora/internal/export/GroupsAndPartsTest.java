// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Batch;
import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Exporter;
import dev.remora.api.Signal;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.buffer.Priority;
import dev.remora.internal.otlp.OtlpProtobuf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is put together for an exporter, and taken apart again. */
class GroupsAndPartsTest extends PipelineFixture {
  private ExportPipeline mergingPipeline(int bytes, Exporter exporter) {
    return pipeline(
        new Exporter() {
          @Override
          public ExportResult export(Batch batch, Deadline deadline) throws Exception {
            return exporter.export(batch, deadline);
          }

          @Override
          public int preferredBatchBytes() {
            return bytes;
          }
        });
  }

  @Test
  void whatWaitsIsPutTogetherForAnExporterThatLikesLargeBatches() throws Exception {
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        mergingPipeline(
            20,
            (batch, deadline) -> {
              sizes.add(batch.toOtlpProtobuf().length);
              return ExportResult.success();
            });
    flush(pipeline);
    assertThat(sizes).containsExactly(20, 10);
    assertThat(fate).containsExactly("acknowledged 1", "acknowledged 2", "acknowledged 3");
  }

  @Test
  void whatWasTriedTogetherIsTriedTogetherAgainUnderTheSameId() throws Exception {
    List<UUID> ids = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        mergingPipeline(
            1000,
            (batch, deadline) -> {
              ids.add(batch.id());
              return ids.size() == 1 ? ExportResult.retryLater("busy") : ExportResult.success();
            });
    flush(pipeline);
    records.add(record(4, Priority.POINT, new byte[10]));
    unixMillis.addAndGet(1_000);
    flush(pipeline);
    assertThat(ids).hasSize(3);
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    assertThat(ids.get(2)).isEqualTo(new UUID(0, 4));
  }

  @Test
  void whatIsTooLargeTogetherIsOfferedInSmallerGroups() throws Exception {
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        mergingPipeline(
            1000,
            (batch, deadline) -> {
              int size = batch.toOtlpProtobuf().length;
              sizes.add(size);
              return size > 10 ? ExportResult.tooLarge("413") : ExportResult.success();
            });
    flush(pipeline);
    assertThat(sizes).containsExactly(30, 10, 10, 10);
    assertThat(fate).hasSize(3);
  }

  @Test
  void oneBadBatchAmongOthersIsLostAlone() throws Exception {
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        mergingPipeline(
            1000,
            (batch, deadline) -> {
              sizes.add(batch.toOtlpProtobuf().length);
              boolean bad = !batch.invocationId().orElse("r2").equals("r2");
              return bad ? ExportResult.success() : ExportResult.rejected("400");
            });
    flush(pipeline);
    assertThat(sizes).containsExactly(30, 10, 10, 10);
    assertThat(fate).containsExactly("acknowledged 1", "rejected 2", "acknowledged 3");
    records.add(record(4, Priority.POINT, new byte[10]));
    records.add(record(5, Priority.POINT, new byte[10]));
    flush(pipeline);
    assertThat(sizes.get(4)).as("together again").isEqualTo(20);
  }

  private static byte[] points(int count) {
    List<NumberPoint> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(new NumberPoint.Whole(Attributes.none(), 0, 1, i));
    }
    Metric metric = new Metric("m", "", "1", new MetricData.Gauge(points));
    Scope scope = new Scope("s", "1", Attributes.none());
    ScopeMetrics scopes = new ScopeMetrics(scope, List.of(metric), "");
    Resource resource = new Resource(Attributes.none());
    return OtlpProtobuf.encodeMetrics(List.of(new ResourceMetrics(resource, List.of(scopes), "")));
  }

  private static List<Long> values(Batch batch) {
    List<Long> values = new ArrayList<>();
    for (ResourceMetrics resource : batch.metrics()) {
      for (ScopeMetrics scope : resource.scopes()) {
        for (Metric metric : scope.metrics()) {
          for (NumberPoint point : ((MetricData.Gauge) metric.data()).points()) {
            values.add(((NumberPoint.Whole) point).value());
          }
        }
      }
    }
    return values;
  }

  private static BufferedRecord sevenPoints() {
    return new BufferedRecord(
        1, new UUID(0, 1), Signal.METRICS, Priority.POINT, 0, 7, "r1", points(7));
  }

  @Test
  void aBatchThatIsTooLargeArrivesInParts() throws Exception {
    records.add(sevenPoints());
    List<Long> arrived = Collections.synchronizedList(new ArrayList<>());
    Set<UUID> ids = Collections.synchronizedSet(new HashSet<>());
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) -> {
              assertThat(values(batch)).hasSize(batch.itemCount());
              if (batch.itemCount() > 2) {
                return ExportResult.tooLarge("413");
              }
              assertThat(batch.invocationId()).contains("r1");
              assertThat(ids.add(batch.id())).isTrue();
              arrived.addAll(values(batch));
              return ExportResult.success();
            });
    flush(pipeline);
    assertThat(arrived).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(fate).containsExactly("acknowledged 1");
  }

  @Test
  void partsThatArrivedAreNotSentAgainAndTheOthersKeepTheirIds() throws Exception {
    records.add(sevenPoints());
    List<String> offered = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) -> {
              offered.add(values(batch) + " " + batch.id());
              if (batch.itemCount() > 4) {
                return ExportResult.tooLarge("413");
              }
              return batch.itemCount() == 4 && offered.size() == 3
                  ? ExportResult.retryLater("busy")
                  : ExportResult.success();
            });
    flush(pipeline);
    unixMillis.addAndGet(1_000);
    flush(pipeline);
    assertThat(offered).hasSize(5);
    assertThat(offered.get(1)).startsWith("[0, 1, 2] ");
    assertThat(offered.get(2)).startsWith("[3, 4, 5, 6] ");
    assertThat(offered.get(4)).isEqualTo(offered.get(2));
    assertThat(fate).containsExactly("acknowledged 1");
  }

  @Test
  void aSingleItemThatIsTooLargeIsDroppedAndTheOthersArrive() throws Exception {
    records.add(sevenPoints());
    List<Long> arrived = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) -> {
              if (values(batch).contains(3L)) {
                return ExportResult.tooLarge("413");
              }
              arrived.addAll(values(batch));
              return ExportResult.success();
            });
    flush(pipeline);
    pipeline.summarize();
    assertThat(arrived).containsExactly(0L, 1L, 2L, 4L, 5L, 6L);
    assertThat(fate).containsExactly("acknowledged 1");
    assertThat(logged.toString()).contains("1 data points and log records were not taken");
  }

  @Test
  void whatIsNoOtlpRequestIsDroppedAndHoldsNothingUp() throws Exception {
    records.clear();
    for (int i = 0; i < 2; i++) {
      byte[] garbage = {0x0a, 0x7f, 1};
      records.add(
          new BufferedRecord(
              i, new UUID(0, i), Signal.METRICS, Priority.POINT, 0, 7, "r" + i, garbage));
    }
    boolean[] tooLarge = {false};
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) -> {
              tooLarge[0] = !tooLarge[0];
              return tooLarge[0]
                  ? ExportResult.tooLarge("413")
                  : ExportResult.partialSuccess(batch.metrics().size(), "never said");
            });
    flush(pipeline);
    assertThat(fate).containsExactly("rejected 0", "rejected 1");
    assertThat(logged.toString()).contains("is no OTLP request").doesNotContain("sent again");
  }

  @Test
  void aPartialSuccessIsAcknowledgedAndSaidOnce() throws Exception {
    ExportPipeline pipeline =
        pipeline((batch, deadline) -> ExportResult.partialSuccess(1, "too old"));
    flush(pipeline);
    pipeline.summarize();
    assertThat(fate).hasSize(3);
    assertThat(logged.toString()).containsOnlyOnce("too old").contains("3 data points");
  }

  @Test
  void whatIsTooLongAsJsonArrivesInParts() throws Exception {
    int count = 40_000;
    records.add(
        new BufferedRecord(
            1, new UUID(0, 1), Signal.METRICS, Priority.POINT, 0, count, "r1", points(count)));
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    List<Long> arrived = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) -> {
              batch.toOtlpJson(true);
              sizes.add(batch.itemCount());
              arrived.addAll(values(batch));
              return ExportResult.success();
            });
    flush(pipeline);
    assertThat(sizes).as("of what could be written").hasSizeGreaterThan(1);
    assertThat(arrived).hasSize(count).doesNotHaveDuplicates();
    assertThat(fate).containsExactly("acknowledged 1");
    assertThat(logged.toString()).isEmpty();
  }
}

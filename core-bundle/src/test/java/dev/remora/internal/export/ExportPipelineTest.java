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
import dev.remora.internal.buffer.Cursor;
import dev.remora.internal.buffer.DropReason;
import dev.remora.internal.buffer.Priority;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.otlp.OtlpProtobuf;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExportPipelineTest {
  private final Deque<BufferedRecord> records = new ConcurrentLinkedDeque<>();
  private final List<String> fate = Collections.synchronizedList(new ArrayList<>());
  private final List<Cursor.Order> orders = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong unixMillis = new AtomicLong(1_000_000);
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final List<ExportPipeline> started = new ArrayList<>();

  private final Cursor cursor =
      new Cursor() {
        @Override
        public synchronized List<BufferedRecord> peek(Order order, Priority only, int maxBytes) {
          orders.add(order);
          List<BufferedRecord> group = new ArrayList<>();
          int bytes = 0;
          for (BufferedRecord record : records) {
            bytes += record.payload().length;
            if (record.priority() == only && (group.isEmpty() || bytes <= maxBytes)) {
              group.add(record);
            }
          }
          return group;
        }

        @Override
        public synchronized void acknowledge(List<BufferedRecord> done) {
          done.forEach(record -> fate.add("acknowledged " + record.sequence()));
          records.removeAll(done);
        }

        @Override
        public synchronized void drop(BufferedRecord record, DropReason reason) {
          fate.add(reason.label() + " " + record.sequence());
          records.remove(record);
        }

        @Override
        public long backlogBytes() {
          return 0;
        }

        @Override
        public void close() {}
      };

  private static BufferedRecord record(long sequence, Priority priority, byte[] payload) {
    return new BufferedRecord(
        sequence,
        new UUID(0, sequence),
        priority == Priority.POINT ? Signal.METRICS : Signal.LOGS,
        priority,
        0,
        1,
        "r" + sequence,
        payload);
  }

  private ExportPipeline pipeline(Exporter exporter) {
    if (records.isEmpty()) {
      for (long i = 1; i <= 3; i++) {
        records.add(record(i, Priority.POINT, new byte[10]));
      }
    }
    AgentLog log = new AgentLog(new PrintStream(logged, true), AgentLog.Level.INFO);
    ExportPipeline pipeline =
        new ExportPipeline("test", exporter, cursor, nanos::get, unixMillis::get, log);
    pipeline.start();
    started.add(pipeline);
    return pipeline;
  }

  @AfterEach
  void stop() {
    started.forEach(ExportPipeline::close);
  }

  private static Deadline wall() {
    return Deadline.in(Duration.ofSeconds(10), System::nanoTime);
  }

  @Test
  void batchesAreAcknowledgedInOrderOnceTheDestinationHasThem() throws Exception {
    ExportPipeline pipeline = pipeline((batch, deadline) -> ExportResult.success());
    pipeline.flush();
    pipeline.await(wall());
    assertThat(fate).containsExactly("acknowledged 1", "acknowledged 2", "acknowledged 3");
  }

  @Test
  void aRejectedBatchIsDroppedAndTheNextOneFollows() throws Exception {
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) ->
                batch.id().getLeastSignificantBits() == 2
                    ? ExportResult.rejected("schema")
                    : ExportResult.success());
    pipeline.flush();
    pipeline.await(wall());
    assertThat(fate).containsExactly("acknowledged 1", "rejected 2", "acknowledged 3");
    assertThat(logged.toString()).contains("rejected and is dropped: schema");
  }

  @Test
  void aFailureKeepsTheBatchAndOpensTheCircuitForASecond() throws Exception {
    List<UUID> offered = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) -> {
              offered.add(batch.id());
              if (offered.size() == 1) {
                throw new java.io.IOException("reset");
              }
              return ExportResult.success();
            });
    pipeline.flush();
    pipeline.await(wall());
    pipeline.flush();
    pipeline.await(wall());
    assertThat(offered).hasSize(1);
    assertThat(pipeline.failing()).isTrue();
    unixMillis.addAndGet(1_000);
    pipeline.flush();
    pipeline.await(wall());
    assertThat(offered).hasSize(4);
    assertThat(offered.get(1)).isEqualTo(offered.get(0));
    assertThat(fate).containsExactly("acknowledged 1", "acknowledged 2", "acknowledged 3");
  }

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

  private void flush(ExportPipeline pipeline) throws InterruptedException {
    pipeline.flush();
    pipeline.await(wall());
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
  void aParkedExporterKeepsItsBatchesAndTriesOnceInTenMinutes() throws Exception {
    List<UUID> offered = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) -> {
              offered.add(batch.id());
              return ExportResult.parked("wrong key");
            });
    flush(pipeline);
    unixMillis.addAndGet(Duration.ofMinutes(9).toMillis());
    flush(pipeline);
    assertThat(offered).hasSize(1);
    unixMillis.addAndGet(Duration.ofMinutes(1).toMillis());
    flush(pipeline);
    assertThat(offered).hasSize(2);
    assertThat(fate).isEmpty();
    assertThat(logged.toString()).containsOnlyOnce("wrong key");
  }

  @Test
  void aDestinationThatRefusesOneSignalGetsTheOther() throws Exception {
    records.add(record(1, Priority.SUMMARY, new byte[10]));
    records.add(record(2, Priority.POINT, new byte[10]));
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) ->
                batch.signal() == Signal.LOGS
                    ? ExportResult.parked("404")
                    : ExportResult.success());
    flush(pipeline);
    assertThat(fate).containsExactly("acknowledged 2");
  }

  @Test
  void whatIsAskedForIsWaitedForByTheWallClockWhichGoesOnInAFreeze() throws Exception {
    List<UUID> offered = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) -> {
              offered.add(batch.id());
              return ExportResult.retryLater("429", Duration.ofMinutes(5));
            });
    flush(pipeline);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    flush(pipeline);
    assertThat(offered).hasSize(1);
    unixMillis.addAndGet(Duration.ofMinutes(5).toMillis());
    flush(pipeline);
    assertThat(offered).hasSize(2);
  }

  @Test
  void atTheEndABatchIsTriedThriceAndThenTheOtherSignalHasItsChance() throws Exception {
    records.add(record(1, Priority.SUMMARY, new byte[10]));
    records.add(record(2, Priority.POINT, new byte[10]));
    List<Signal> offered = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) -> {
              offered.add(batch.signal());
              return batch.signal() == Signal.LOGS
                  ? ExportResult.retryLater("busy")
                  : ExportResult.success();
            });
    pipeline.flushUntil(Deadline.in(Duration.ofSeconds(60), nanos::get));
    pipeline.await(wall());
    assertThat(offered).containsExactly(Signal.LOGS, Signal.LOGS, Signal.LOGS, Signal.METRICS);
    assertThat(orders).containsOnly(Cursor.Order.NEWEST_SUMMARIES_FIRST);
  }

  @Test
  void aLongWaitThatIsAskedForAtTheEndIsNotWaited() throws Exception {
    List<UUID> offered = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) -> {
              offered.add(batch.id());
              return ExportResult.retryLater("429", Duration.ofSeconds(Long.MAX_VALUE));
            });
    long start = System.nanoTime();
    pipeline.flushUntil(Deadline.in(Duration.ofMillis(1700), nanos::get));
    pipeline.await(wall());
    assertThat(offered).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
  }

  @Test
  void aShutdownTriesEvenWithAnOpenCircuitButNotBeyondItsDeadline() throws Exception {
    List<Duration> given = Collections.synchronizedList(new ArrayList<>());
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) -> {
              given.add(deadline.remaining());
              nanos.addAndGet(Duration.ofMillis(700).toNanos());
              return given.size() == 1 ? ExportResult.retryLater("busy") : ExportResult.success();
            });
    pipeline.flush();
    pipeline.await(wall());
    pipeline.flushUntil(Deadline.in(Duration.ofMillis(1000), nanos::get));
    pipeline.await(wall());
    assertThat(given)
        .containsExactly(Duration.ofSeconds(10), Duration.ofMillis(1000), Duration.ofMillis(300));
    assertThat(fate).containsExactly("acknowledged 1", "acknowledged 2");
  }

  @Test
  void anExporterThatDoesNotComeBackIsRecognisedAndGivenUp() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    ExportPipeline pipeline =
        pipeline(
            (batch, deadline) -> {
              called.countDown();
              never.await();
              return ExportResult.success();
            });
    pipeline.flush();
    called.await();
    assertThat(pipeline.hangs()).isFalse();
    nanos.addAndGet(Duration.ofSeconds(13).toNanos());
    assertThat(pipeline.hangs()).isTrue();
    pipeline.abandon();
    pipeline.await(wall());
    never.countDown();
    assertThat(fate).isEmpty();
    assertThat(logged.toString()).contains("switched off");
  }

  @Test
  void anExporterWithoutAnAnswerIsAskedAgainLater() throws Exception {
    ExportPipeline pipeline = pipeline((batch, deadline) -> null);
    pipeline.flush();
    pipeline.await(wall());
    assertThat(fate).isEmpty();
    assertThat(logged.toString()).contains("gave no result");
  }
}

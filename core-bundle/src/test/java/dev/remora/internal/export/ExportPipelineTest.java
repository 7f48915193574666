// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Signal;
import dev.remora.internal.buffer.Cursor;
import dev.remora.internal.buffer.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** When a pipeline sends, keeps and gives up. */
class ExportPipelineTest extends PipelineFixture {
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

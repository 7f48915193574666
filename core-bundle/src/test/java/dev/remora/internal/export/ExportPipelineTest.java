// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Exporter;
import dev.remora.api.Signal;
import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.buffer.Cursor;
import dev.remora.internal.buffer.DropReason;
import dev.remora.internal.buffer.Priority;
import dev.remora.internal.log.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExportPipelineTest {
  private final Deque<BufferedRecord> records = new ArrayDeque<>();
  private final List<String> fate = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong exportedBytes = new AtomicLong();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final List<ExportPipeline> started = new ArrayList<>();

  private final Cursor cursor =
      new Cursor() {
        @Override
        public synchronized Optional<BufferedRecord> peek(Order order) {
          return Optional.ofNullable(records.peek());
        }

        @Override
        public synchronized void acknowledge(BufferedRecord record) {
          fate.add("acknowledged " + record.sequence());
          records.remove(record);
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

  private ExportPipeline pipeline(Exporter exporter) {
    for (long i = 1; i <= 3; i++) {
      records.add(
          new BufferedRecord(
              i, new UUID(0, i), Signal.METRICS, Priority.POINT, 0, 1, "r" + i, new byte[0]));
    }
    AgentLog log = new AgentLog(new PrintStream(logged, true), AgentLog.Level.INFO);
    ExportPipeline pipeline =
        new ExportPipeline("test", exporter, cursor, exportedBytes, nanos::get, log);
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
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    pipeline.flush();
    pipeline.await(wall());
    assertThat(offered).hasSize(4);
    assertThat(offered.get(1)).isEqualTo(offered.get(0));
    assertThat(fate).containsExactly("acknowledged 1", "acknowledged 2", "acknowledged 3");
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

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.api.Deadline;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;

/**
 * Pipelines with three batches of ten bytes, or those that a test puts there, and clocks of its
 * own.
 */
abstract class PipelineFixture {
  final Deque<BufferedRecord> records = new ConcurrentLinkedDeque<>();
  final List<String> fate = Collections.synchronizedList(new ArrayList<>());
  final List<Cursor.Order> orders = Collections.synchronizedList(new ArrayList<>());
  final AtomicLong nanos = new AtomicLong();
  final AtomicLong unixMillis = new AtomicLong(1_000_000);
  final ByteArrayOutputStream logged = new ByteArrayOutputStream();
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

  static BufferedRecord record(long sequence, Priority priority, byte[] payload) {
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

  final ExportPipeline pipeline(Exporter exporter) {
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

  static Deadline wall() {
    return Deadline.in(Duration.ofSeconds(10), System::nanoTime);
  }

  final void flush(ExportPipeline pipeline) throws InterruptedException {
    pipeline.flush();
    pipeline.await(wall());
  }
}

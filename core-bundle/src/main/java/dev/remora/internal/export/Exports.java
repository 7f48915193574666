// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.api.Deadline;
import dev.remora.api.Exporter;
import dev.remora.api.Signal;
import dev.remora.internal.buffer.BufferStore;
import dev.remora.internal.buffer.NewRecord;
import dev.remora.internal.buffer.Priority;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.sampling.BatchSink;
import dev.remora.internal.self.SelfMetrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * Puts closed batches into the buffer and sets the exporters going when the {@link FlushPolicy}
 * says so. Batches come from the sampling thread, exporters may come and go in any other.
 */
public final class Exports implements BatchSink {
  private final BufferStore buffer;
  private final FlushPolicy policy;
  private final long quotaBytes;
  private final LongSupplier nanoTime;
  private final LongSupplier unixMillis;
  private final AgentLog log;
  private final List<ExportPipeline> pipelines = new CopyOnWriteArrayList<>();

  /** Of each exporter that is or was in service. */
  private final List<ExportStatistics> statistics = new CopyOnWriteArrayList<>();

  private final UsualGap usualGap = new UsualGap();
  private String sandboxId;
  private long flushedUnixMillis;

  /**
   * @param buffer opened for that sandbox
   * @param sandboxId identity of the sandbox
   * @param quotaBytes what the buffer may hold
   * @param nanoTime the monotonic clock
   * @param unixMillis the wall clock, which goes on in a freeze
   */
  public Exports(
      BufferStore buffer,
      String sandboxId,
      FlushPolicy policy,
      long quotaBytes,
      LongSupplier nanoTime,
      LongSupplier unixMillis,
      AgentLog log) {
    this.buffer = buffer;
    this.sandboxId = sandboxId;
    this.policy = policy;
    this.quotaBytes = quotaBytes;
    this.nanoTime = nanoTime;
    this.unixMillis = unixMillis;
    this.log = log;
    this.flushedUnixMillis = unixMillis.getAsLong();
  }

  /** Puts an exporter into service. */
  public void add(String name, Exporter exporter) {
    ExportPipeline pipeline =
        new ExportPipeline(
            name, exporter, buffer.cursor(name), nanoTime, unixMillis, log.named(name));
    statistics.add(pipeline.statistics());
    pipelines.add(pipeline);
    pipeline.start();
  }

  /** Takes an exporter out of service. */
  public void remove(String name) {
    for (ExportPipeline pipeline : pipelines) {
      if (pipeline.name().equals(name)) {
        pipelines.remove(pipeline);
        pipeline.close();
      }
    }
  }

  @Override
  public void inSandbox(String id) {
    if (!id.equals(sandboxId)) {
      // What a snapshot holds would be sent by each of its copies.
      buffer.discard(id);
      sandboxId = id;
    }
  }

  @Override
  public void metrics(String invocationId, int itemCount, byte[] payload) {
    append(Signal.METRICS, Priority.POINT, itemCount, invocationId, payload);
  }

  @Override
  public void summary(String invocationId, byte[] payload) {
    append(Signal.LOGS, Priority.SUMMARY, 1, invocationId, payload);
  }

  private void append(
      Signal signal, Priority priority, int itemCount, String invocationId, byte[] payload) {
    if (!pipelines.isEmpty()) {
      buffer.append(
          new NewRecord(signal, priority, itemCount, invocationId, payload, payload.length));
      consider(FlushPolicy.Occasion.BATCH_CLOSED);
    }
  }

  @Override
  public long exportedBytes() {
    long bytes = 0;
    for (ExportStatistics of : statistics) {
      bytes += of.deliveredBytes();
    }
    return bytes;
  }

  @Override
  public void tellOfThemselves(SelfMetrics self) {
    self.add(new ExportMetrics(buffer::statistics, statistics));
  }

  @Override
  public void invoked() {
    usualGap.invoked(unixMillis.getAsLong());
    consider(FlushPolicy.Occasion.INVOKE);
  }

  @Override
  public void ended() {
    consider(FlushPolicy.Occasion.END);
  }

  /** Sends everything until the deadline; comes back before it. */
  public void shutdown(Deadline deadline) {
    for (ExportPipeline pipeline : pipelines) {
      pipeline.flushUntil(deadline);
    }
    try {
      for (ExportPipeline pipeline : pipelines) {
        pipeline.await(deadline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (ExportPipeline pipeline : pipelines) {
      pipeline.summarize();
    }
    buffer.close();
  }

  private void consider(FlushPolicy.Occasion occasion) {
    long now = unixMillis.getAsLong();
    boolean flush =
        policy.flush(
            occasion,
            now - flushedUnixMillis,
            usualGap.millis(),
            buffer.statistics().bytes(),
            quotaBytes);
    if (flush) {
      flushedUnixMillis = now;
    }
    for (ExportPipeline pipeline : pipelines) {
      if (pipeline.hangs()) {
        pipelines.remove(pipeline);
        pipeline.abandon();
      } else if (flush || pipeline.failing()) {
        // One that fails waits for its circuit, which closes between the flushes.
        pipeline.flush();
      }
    }
  }
}

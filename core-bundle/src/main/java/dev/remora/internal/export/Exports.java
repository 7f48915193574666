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
import java.util.ArrayList;
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
  private final AgentLog log;
  private final List<ExportPipeline> pipelines = new CopyOnWriteArrayList<>();
  private String sandboxId;
  private long flushedNanos;

  /**
   * @param buffer opened for that sandbox
   * @param sandboxId identity of the sandbox
   * @param quotaBytes what the buffer may hold
   */
  public Exports(
      BufferStore buffer,
      String sandboxId,
      FlushPolicy policy,
      long quotaBytes,
      LongSupplier nanoTime,
      AgentLog log) {
    this.buffer = buffer;
    this.sandboxId = sandboxId;
    this.policy = policy;
    this.quotaBytes = quotaBytes;
    this.nanoTime = nanoTime;
    this.log = log;
    this.flushedNanos = nanoTime.getAsLong();
  }

  /** Puts an exporter into service. */
  public void add(String name, Exporter exporter) {
    ExportPipeline pipeline =
        new ExportPipeline(name, exporter, buffer.cursor(name), nanoTime, log.named(name));
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
    if (!pipelines.isEmpty()) {
      buffer.append(
          new NewRecord(
              Signal.METRICS, Priority.POINT, itemCount, invocationId, payload, payload.length));
      consider(FlushPolicy.Occasion.BATCH_CLOSED);
    }
  }

  @Override
  public void invoked() {
    consider(FlushPolicy.Occasion.INVOKE);
  }

  /** What became of the batches of each exporter in service. */
  public List<ExportStatistics> statistics() {
    List<ExportStatistics> all = new ArrayList<>(pipelines.size());
    for (ExportPipeline pipeline : pipelines) {
      all.add(pipeline.statistics());
    }
    return all;
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
    buffer.close();
  }

  private void consider(FlushPolicy.Occasion occasion) {
    long now = nanoTime.getAsLong();
    if (!policy.flush(occasion, now - flushedNanos, buffer.statistics().bytes(), quotaBytes)) {
      return;
    }
    flushedNanos = now;
    for (ExportPipeline pipeline : pipelines) {
      if (pipeline.hangs()) {
        pipelines.remove(pipeline);
        pipeline.abandon();
      } else {
        pipeline.flush();
      }
    }
  }
}

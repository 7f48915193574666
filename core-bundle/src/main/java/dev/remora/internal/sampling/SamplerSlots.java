// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.Sampler;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.Temporality;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.otlp.MetricsBatchBuilder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The samplers in service, and the batch that they all record into. Samplers may come and go in any
 * thread.
 */
final class SamplerSlots {
  private final Temporality temporality;
  private final AgentLog log;
  private final MetricsBatchBuilder batch = new MetricsBatchBuilder();
  private final List<SamplerSlot> slots = new CopyOnWriteArrayList<>();

  SamplerSlots(Temporality temporality, AgentLog log) {
    this.temporality = temporality;
    this.log = log;
  }

  void add(String name, Scope scope, Sampler sampler) {
    slots.add(new SamplerSlot(name, sampler, recorder(scope), log.named(name)));
  }

  /** A recorder into the open batch. */
  SeriesRecorder recorder(Scope scope) {
    return new SeriesRecorder(scope, temporality, batch);
  }

  void remove(String name) {
    for (SamplerSlot slot : slots) {
      if (slot.name().equals(name)) {
        slots.remove(slot);
        slot.close();
      }
    }
  }

  List<SamplerSlot> all() {
    return slots;
  }

  /** The open batch; used by the sampling thread alone. */
  MetricsBatchBuilder batch() {
    return batch;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.api.telemetry.LogRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * A summary as one wide event: a log record whose attributes are the fields of docs/summary.md.
 * What is unknown is left out.
 */
public final class SummaryEvent {
  /** The event's name. */
  public static final String NAME = "remora.invocation.summary";

  private static final int INFO = 9;

  private final List<KeyValue> fields = new ArrayList<>(72);

  private SummaryEvent() {}

  /** The event of a summary. */
  public static LogRecord of(InvocationSummary summary) {
    SummaryEvent event = new SummaryEvent();
    event.invocation(summary);
    event.cpu(summary.cpu());
    event.network(summary.network());
    event.memory(summary);
    event.verdict(summary);
    event.agent(summary);
    TraceContext trace = TraceContext.of(summary.facts().invocation().traceHeader());
    return new LogRecord(
        summary.facts().endUnixNanos(),
        summary.facts().endUnixNanos(),
        INFO,
        "INFO",
        new AnyValue.Empty(),
        new Attributes(event.fields),
        NAME,
        trace.traceId(),
        trace.spanId());
  }

  private void invocation(InvocationSummary summary) {
    InvocationFacts facts = summary.facts();
    text("faas.invocation_id", facts.invocation().requestId());
    flag("faas.coldstart", facts.coldStart());
    text("aws.lambda.invoked_arn", facts.invocation().functionArn());
    text("error.type", facts.errorType());
    text("remora.init.type", facts.initializationType());
    real("remora.init.duration_s", facts.initSeconds());
    real("remora.restore.duration_s", facts.restoreSeconds());
    whole("remora.start_unix_nano", facts.startUnixNanos());
    text("remora.status", facts.status());
    if (!facts.status().isEmpty()) {
      flag("remora.timeout", facts.status().equals("timeout"));
      flag("remora.out_of_memory", facts.outOfMemory());
    }
    real("remora.duration_s", summary.seconds());
    real("remora.runtime.duration_s", facts.runtimeDuration());
    real("remora.billed_duration_s", facts.billed());
    whole("remora.billed_mb_ms", facts.billed() * 1e3 * facts.function().memoryMegabytes());
  }

  private void cpu(CpuUse cpu) {
    real("remora.cpu.total_s", cpu.total());
    real("remora.cpu.user_s", cpu.user());
    real("remora.cpu.system_s", cpu.system());
    real("remora.cpu.steal_s", cpu.steal());
    real("remora.cpu.function_s", cpu.function());
    real("remora.cpu.agent_s", cpu.agent());
    real("remora.cpu.unattributed_s", cpu.unattributed());
    if (cpu.foreign()) {
      flag("remora.cpu.foreign", true);
    }
    whole("remora.cpu.visible", cpu.visible());
    real("remora.cpu.share", cpu.share());
    real("remora.cpu.load.avg", cpu.loadAverage());
    real("remora.cpu.load.max", cpu.loadMax());
    real("remora.cpu.demand", cpu.demand());
    real("remora.cpu.cores.max", cpu.cores());
    real("remora.cpu.core.max", cpu.busiestCore());
    real("remora.cpu.saturation.ratio", cpu.saturation());
    real("remora.cpu.saturation.time", cpu.saturatedSeconds());
    if (cpu.windows() > 0) {
      flag("remora.cpu.flatline", cpu.flatline());
      real("remora.cpu.flatline_s", cpu.flatlineSeconds());
    }
  }

  private void network(NetworkUse network) {
    whole("remora.net.rx_bytes", network.received());
    whole("remora.net.tx_bytes", network.sent());
    whole("remora.net.total_bytes", network.total());
    real("remora.net.rate.max", network.rateMax());
    real("remora.net.active.ratio", network.active());
    real("remora.net.retransmit.ratio", network.retransmitted());
    if (!Double.isNaN(network.rateMax())) {
      flag("remora.net.flatline", network.flatline());
    }
  }

  private void memory(InvocationSummary summary) {
    MemoryUse memory = summary.memory();
    whole("remora.mem.configured", memory.configured());
    whole("remora.mem.peak", memory.peak());
    real("remora.mem.peak.ratio", memory.peakRatio());
    whole("remora.mem.function_rss_peak", memory.functionPeak());
    whole("remora.mem.used_max", memory.usedPeak());
    whole("remora.mem.available_min", memory.availableMin());
    whole("remora.mem.major_faults", memory.majorFaults());
    InvocationSummary.Peaks peaks = summary.peaks();
    whole("remora.tmp.used_max", peaks.tmpUsed());
    whole("remora.tmp.free_min", peaks.tmpFree());
    whole("remora.tmp.size", peaks.tmpSize());
    whole("remora.fd.max", peaks.descriptors());
    whole("remora.threads.max", peaks.threads());
  }

  private void verdict(InvocationSummary summary) {
    if (summary.verdict() != null) {
      text("remora.verdict", summary.verdict().word());
    }
    SizeHint hint = summary.hint();
    if (hint != null) {
      whole("remora.hint.memory_mb", hint.megabytes());
      real("remora.hint.cost_ratio", hint.costRatio());
      real("remora.hint.time_ratio", hint.timeRatio());
      text("remora.hint.confidence", hint.confidence().word());
    }
    text("remora.quality", summary.quality());
    text("remora.quality.missing", summary.missing());
    whole("remora.samples", summary.samples());
    whole("remora.windows", summary.cpu().windows());
    whole("remora.missed", summary.facts().missedTicks());
  }

  private void agent(InvocationSummary summary) {
    whole("remora.agent.rss_peak", summary.memory().agentPeak());
    whole("remora.agent.exported_bytes", summary.facts().exportedBytes());
    real("remora.agent.post_runtime_ms", summary.postRuntimeSeconds() * 1e3);
  }

  private void text(String key, String value) {
    if (!value.isEmpty()) {
      fields.add(new KeyValue(key, AnyValue.of(value)));
    }
  }

  private void flag(String key, boolean value) {
    fields.add(new KeyValue(key, AnyValue.of(value)));
  }

  private void real(String key, double value) {
    if (Double.isFinite(value)) {
      fields.add(new KeyValue(key, AnyValue.of(value)));
    }
  }

  private void whole(String key, double value) {
    if (Double.isFinite(value)) {
      whole(key, Math.round(value));
    }
  }

  private void whole(String key, long value) {
    fields.add(new KeyValue(key, AnyValue.of(value)));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import dev.remora.api.telemetry.Scope;
import dev.remora.internal.self.SelfMetrics;
import dev.remora.internal.summary.Signal;
import dev.remora.internal.summary.Ticks;
import java.util.List;

/**
 * What the core itself records, at the edges of invocations: OpenTelemetry's histograms of what one
 * invocation used, and what the agent says about itself. Made at the first invocation. Used by the
 * sampling thread alone.
 */
final class OwnMetrics {
  static final Instrument CPU_USAGE =
      Instrument.histogram(
          "faas.cpu_usage",
          "s",
          "CPU time that the function used in an invocation.",
          List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0));

  static final Instrument NET_IO =
      Instrument.histogram(
          "faas.net_io",
          "By",
          "Bytes that were received and sent in an invocation.",
          List.of(
              1024.0,
              16384.0,
              65536.0,
              262144.0,
              1048576.0,
              4194304.0,
              16777216.0,
              67108864.0,
              268435456.0,
              1073741824.0));

  static final Instrument SAMPLE_DURATION =
      Instrument.histogram(
          "remora.agent.sample_duration",
          "s",
          "How long a reading took, all samplers together.",
          List.of(0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1, 1.0));

  static final Instrument MISSED_SAMPLES =
      Instrument.counter(
          "remora.agent.missed_samples",
          "{sample}",
          "Readings that were due within an invocation and could not be taken.");

  static final Instrument PLUGIN_FAILURES =
      Instrument.counter(
          "remora.agent.plugin.failures", "{failure}", "Readings that a sampler could not take.");

  static final Instrument DROPPED_VALUES =
      Instrument.counter(
          "remora.agent.plugin.dropped_values",
          "{value}",
          "Values of a sampler that could not be taken: no numbers, negative increments, too many"
              + " series.");

  private final SamplerSlots slots;
  private final SeriesRecorder recorder;
  private final SelfMetrics self = new SelfMetrics();

  OwnMetrics(SamplerSlots slots, Scope scope, MissedTicks missed) {
    this.slots = slots;
    this.recorder = slots.recorder(scope);
    self.counter(MISSED_SAMPLES, Attributes.none(), missed::total);
  }

  /** All of them, in the order of the page that describes them. */
  static List<Instrument> all() {
    return List.of(
        CPU_USAGE, NET_IO, SAMPLE_DURATION, MISSED_SAMPLES, PLUGIN_FAILURES, DROPPED_VALUES);
  }

  /** Where other parts of the agent add what they can tell. */
  SelfMetrics self() {
    return self;
  }

  /** The time from which the first values count. */
  void begin(long unixNanos) {
    recorder.begin(unixNanos);
  }

  /** A reading took that long; told with the next edge. */
  void took(long nanos) {
    recorder.record(SAMPLE_DURATION, Attributes.none(), nanos / 1e9);
  }

  /**
   * An edge of an invocation.
   *
   * @param ended the readings of the invocation that has ended; null when none has
   * @param tellSelf whether the agent is to speak of itself
   */
  void edge(long unixNanos, Ticks ended, boolean tellSelf) {
    recorder.begin(unixNanos);
    if (ended != null) {
      invocation(ended);
    }
    if (tellSelf) {
      self.record(recorder);
      List<SamplerSlot> all = slots.all();
      for (int i = 0; i < all.size(); i++) {
        all.get(i).tellOfItself(recorder);
      }
    }
    recorder.end();
  }

  private void invocation(Ticks ticks) {
    double seconds = ticks.total(Signal.FUNCTION_CPU);
    if (Double.isNaN(seconds)) {
      seconds = ticks.total(Signal.CPU_USER) + ticks.total(Signal.CPU_SYSTEM);
    }
    if (!Double.isNaN(seconds)) {
      recorder.record(CPU_USAGE, Attributes.none(), seconds);
    }
    double bytes = ticks.total(Signal.NETWORK_RECEIVED) + ticks.total(Signal.NETWORK_SENT);
    if (!Double.isNaN(bytes)) {
      recorder.record(NET_IO, Attributes.none(), Math.round(bytes));
    }
  }
}

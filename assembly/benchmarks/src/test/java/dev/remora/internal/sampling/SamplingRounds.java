// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.Observation;
import dev.remora.api.PluginContext;
import dev.remora.api.Sampler;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.Temporality;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.proc.LiveProc;
import dev.remora.internal.proc.ProcessScan;
import dev.remora.sampler.cpu.CpuSampler;
import dev.remora.testkit.FakePluginContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Sampling rounds as the agent makes them, on this machine's {@code /proc}: the samplers, their
 * recorders and the batch that they record into. In the core's own package, because only the core
 * makes rounds.
 */
public final class SamplingRounds {
  /** Stands for every sampler in one round. */
  public static final String ALL = "all";

  /** The samplers that can be measured. A new one is a line here, and a dependency. */
  public static final Map<String, Function<PluginContext, Sampler>> SAMPLERS =
      new TreeMap<>(Map.of("cpu", CpuSampler::new));

  private static final int BATCH_BYTES = 64 * 1024;
  private static final Scope SCOPE = new Scope("benchmark", "1", Attributes.none());

  /** Processes are looked for once a second, and a function of one core is read every 100 ms. */
  private static final int ROUNDS_PER_SCAN = 10;

  private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();
  private static final long ROUND_NANOS = Duration.ofMillis(100).toNanos();

  private final SamplerSlots slots =
      new SamplerSlots(Temporality.DELTA, new AgentLog(System.err, AgentLog.Level.WARN));
  private final LiveProc proc = new LiveProc("/proc");
  private final ProcessScan scan = new ProcessScan(false);
  private long unixNanos = System.currentTimeMillis() * 1_000_000;
  private long monotonicNanos;
  private int rounds;

  /** Of one sampler, or of {@value #ALL}. */
  public SamplingRounds(String sampler) {
    SAMPLERS.forEach(
        (name, constructor) -> {
          if (sampler.equals(ALL) || sampler.equals(name)) {
            slots.add(name, SCOPE, constructor.apply(new FakePluginContext(name)));
          }
        });
    if (slots.all().isEmpty()) {
      throw new IllegalArgumentException(sampler + ": expected all or one of " + SAMPLERS.keySet());
    }
  }

  /** One round. A batch that is full is forgotten: what becomes of it is measured elsewhere. */
  public int round() {
    if (rounds++ % ROUNDS_PER_SCAN == 0) {
      proc.scan(scan);
    }
    unixNanos += ROUND_NANOS;
    monotonicNanos += ROUND_NANOS;
    Moment moment =
        new Moment(
            rounds == 1 ? Observation.Cause.INVOKE : Observation.Cause.TICK,
            unixNanos,
            monotonicNanos,
            rounds > 1,
            Optional.empty(),
            proc,
            true);
    for (SamplerSlot slot : slots.all()) {
      slot.sample(moment);
    }
    int items = slots.batch().itemCount();
    if (slots.batch().sizeBytes() >= BATCH_BYTES) {
      slots.batch().reset();
    }
    return items;
  }

  /**
   * The OTLP request of as many rounds as make 64 KiB. It takes its time, half a second: readings
   * in which nothing has changed would compress better than real ones.
   */
  public byte[] batch() {
    slots.batch().reset();
    do {
      LockSupport.parkNanos(PAUSE_NANOS);
      round();
    } while (slots.batch().sizeBytes() + 2_048 < BATCH_BYTES);
    return slots.batch().build(new Resource(Attributes.none()), "");
  }
}

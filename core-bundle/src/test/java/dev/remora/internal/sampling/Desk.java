// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.Invocation;
import dev.remora.api.Observation;
import dev.remora.api.Sampler;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.RuntimeDone;
import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import dev.remora.api.telemetry.LogRecord;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.api.telemetry.Temporality;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.otlp.OtlpFormatException;
import dev.remora.internal.otlp.OtlpProtobuf;
import dev.remora.internal.proc.LiveProc;
import dev.remora.internal.proc.ProcessScan;
import dev.remora.internal.self.SelfMetrics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Rounds with clocks, a kernel and a platform that do what a test says. The kernel counts CPU time,
 * of which a sampler with the name {@code cpu} records what was added.
 */
final class Desk {
  static final long START_UNIX = 1_700_000_000_000_000_000L;

  private static final Instrument SYSTEM_TIME = Instrument.counter("system.cpu.time", "s", "");
  private static final Instrument PROCESS_TIME = Instrument.counter("process.cpu.time", "s", "");
  private static final Instrument NETWORK = Instrument.counter("system.network.io", "By", "");
  private static final Attributes USER = Attributes.of("cpu.mode", "user");
  private static final Attributes SYSTEM = Attributes.of("cpu.mode", "system");
  private static final Attributes IDLE = Attributes.of("cpu.mode", "idle");
  private static final Attributes FUNCTION = Attributes.of("remora.process.role", "function");
  private static final Attributes IN = Attributes.of("network.io.direction", "receive");
  private static final Attributes OUT = Attributes.of("network.io.direction", "transmit");

  /** A batch as it was handed on. */
  record Batch(String invocationId, ResourceMetrics content) {
    Resource resource() {
      return content.resource();
    }

    List<Metric> metrics() {
      List<Metric> metrics = new ArrayList<>();
      for (ScopeMetrics scope : content.scopes()) {
        metrics.addAll(scope.metrics());
      }
      return metrics;
    }

    Metric metric(String name) {
      for (Metric metric : metrics()) {
        if (metric.name().equals(name)) {
          return metric;
        }
      }
      throw new AssertionError("no " + name + " in " + this);
    }

    boolean has(String name) {
      return metrics().stream().anyMatch(metric -> metric.name().equals(name));
    }
  }

  final List<Batch> batches = new ArrayList<>();
  final List<LogRecord> summaries = new ArrayList<>();
  final List<Resource> resourcesOfSummaries = new ArrayList<>();
  final List<Observation> seen = new ArrayList<>();
  final List<String> events = new ArrayList<>();
  final PlatformRecords platform = new PlatformRecords(new LinkedBlockingQueue<>());
  final SamplerSlots slots;
  final Round round;

  private long nanos = 5_000_000_000L;
  private long wallStep;
  private double busySeconds;
  private double idleSeconds;
  private double busyTold;
  private double idleTold;
  private boolean toldBefore;
  private long exported;

  Desk(Path proc, Temporality temporality) {
    AgentLog log = new AgentLog(new PrintStream(new ByteArrayOutputStream()), AgentLog.Level.INFO);
    ExecutionEnvironment function =
        new ExecutionEnvironment("orders", "7", "eu-west-1", 1769, "on-demand");
    slots = new SamplerSlots(temporality, log);
    round =
        new Round(
            slots,
            new ResourceOfSandbox(function, "orders", Attributes.none(), "1.0.0"),
            new Sink(),
            new SandboxClock(this::wall, () -> nanos),
            new LiveProc(proc.toString()),
            new ProcessScan(true),
            2,
            platform);
    round.own();
    add("cpu", this::sample);
  }

  void add(String name, Sampler sampler) {
    slots.add(name, new Scope(name, "1", Attributes.none()), sampler);
  }

  private final class Sink implements BatchSink {
    @Override
    public void inSandbox(String sandboxId) {
      events.add("in " + sandboxId);
    }

    @Override
    public void metrics(String invocationId, int itemCount, byte[] payload) {
      try {
        batches.add(
            new Batch(invocationId, OtlpProtobuf.decodeMetrics(payload, 0, payload.length).get(0)));
      } catch (OtlpFormatException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void summary(String invocationId, byte[] payload) {
      try {
        ResourceLogs logs = OtlpProtobuf.decodeLogs(payload, 0, payload.length).get(0);
        resourcesOfSummaries.add(logs.resource());
        summaries.add(logs.scopes().get(0).records().get(0));
      } catch (OtlpFormatException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public long exportedBytes() {
      return exported;
    }

    @Override
    public void tellOfThemselves(SelfMetrics self) {
      events.add("tell");
    }

    @Override
    public void invoked() {
      events.add("invoked");
    }

    @Override
    public void ended() {
      events.add("ended");
    }
  }

  private void sample(Observation observation, dev.remora.api.MetricRecorder recorder) {
    seen.add(observation);
    if (toldBefore) {
      double busy = busySeconds - busyTold;
      recorder.record(SYSTEM_TIME, USER, 0.75 * busy);
      recorder.record(SYSTEM_TIME, SYSTEM, 0.25 * busy);
      recorder.record(SYSTEM_TIME, IDLE, idleSeconds - idleTold);
      recorder.record(PROCESS_TIME, FUNCTION, busy);
      recorder.record(NETWORK, IN, Math.round(busy * 1000));
      recorder.record(NETWORK, OUT, 0L);
    }
    busyTold = busySeconds;
    idleTold = idleSeconds;
    toldBefore = true;
  }

  long wall() {
    return START_UNIX + nanos - 5_000_000_000L + wallStep;
  }

  /** So much time passes in which so many CPUs work. */
  Desk pass(Duration time, double busyCpus) {
    double seconds = time.toNanos() / 1e9;
    nanos += time.toNanos();
    busySeconds += busyCpus * seconds;
    idleSeconds += (2 - busyCpus) * seconds;
    return this;
  }

  /** The sandbox is frozen: the wall clock goes on, the monotonic clock does as it likes. */
  Desk freeze(Duration time, boolean monotonicGoesOn) {
    if (monotonicGoesOn) {
      nanos += time.toNanos();
    } else {
      wallStep += time.toNanos();
    }
    return this;
  }

  void stepWallClock(Duration by) {
    wallStep += by.toNanos();
  }

  void exported(long bytes) {
    exported += bytes;
  }

  void invoke(String id) {
    invoke(id, "sandbox");
  }

  void invoke(String id, String sandboxId) {
    round.invoke(invocation(id), null, sandboxId);
  }

  Invocation invocation(String id) {
    long ordinal = id.equals("r1") ? 1 : 2;
    String arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders:live";
    return new Invocation(id, arn, 0, "", ordinal);
  }

  /** Ticks of 100 ms in which so many CPUs work. */
  void ticks(int count, double busyCpus) {
    for (int i = 0; i < count; i++) {
      pass(Duration.ofMillis(100), busyCpus);
      round.tick(false, 0);
    }
  }

  /** The platform says that the function has finished, that long ago. */
  void done(String id, Duration ago) {
    round.told(new RuntimeDone(wall() - ago.toNanos(), id, "success", "", OptionalDouble.of(1.0)));
  }

  void report(String id, double seconds) {
    round.told(
        new InvocationReport(
            wall(),
            id,
            "success",
            "",
            OptionalDouble.of(seconds),
            OptionalDouble.of(seconds),
            OptionalLong.of(100 << 20),
            OptionalDouble.empty(),
            OptionalDouble.empty()));
  }

  static String text(LogRecord record, String key) {
    return record.attributes().text(key);
  }

  static double number(LogRecord record, String key) {
    AnyValue value = record.attributes().get(key).orElseThrow(() -> new AssertionError(key));
    return value instanceof AnyValue.Real real ? real.value() : ((AnyValue.Whole) value).value();
  }
}

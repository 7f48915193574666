// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.remora.api.Batch;
import dev.remora.api.Deadline;
import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.ExportResult;
import dev.remora.api.Invocation;
import dev.remora.api.MetricRecorder;
import dev.remora.api.Observation;
import dev.remora.api.Sampler;
import dev.remora.api.Signal;
import dev.remora.api.lifecycle.InvocationReport;
import dev.remora.api.lifecycle.Lifecycle;
import dev.remora.api.lifecycle.RuntimeDone;
import dev.remora.api.proc.ProcScanner;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.api.telemetry.Temporality;
import dev.remora.internal.buffer.BufferOptions;
import dev.remora.internal.buffer.BufferStore;
import dev.remora.internal.buffer.DiskBuffer;
import dev.remora.internal.buffer.LocalFiles;
import dev.remora.internal.export.Exports;
import dev.remora.internal.export.FlushPolicy;
import dev.remora.internal.lambda.Event;
import dev.remora.internal.lambda.EventHandler;
import dev.remora.internal.lambda.EventSource;
import dev.remora.internal.lambda.ExtensionLoop;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.proc.LiveProc;
import dev.remora.internal.proc.ProcessScan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Very many invocations, and a very long one, through the whole core: events, sampling, summaries,
 * buffer, export; only the clock and the kernel are not real. What it holds must not grow, and
 * nothing may be lost. {@code -Dremora.test.soak=100000} for the full number of invocations.
 */
class SoakTest {
  private static final int INVOCATIONS = Integer.getInteger("remora.test.soak", 2_000);
  private static final int TICKS = 5;
  private static final int TICKS_IN_HALF_AN_HOUR = 18_000;
  private static final long MOST_GROWTH_BYTES = 1024 * 1024;
  private static final long START_UNIX = 1_700_000_000_000_000_000L;

  private static final Instrument CPU_TIME = Instrument.counter("system.cpu.time", "s", "");
  private static final Instrument NETWORK = Instrument.counter("system.network.io", "By", "");
  private static final Instrument MEMORY =
      Instrument.upDownCounter("process.memory.usage", "By", "");
  private static final Attributes USER = Attributes.of("cpu.mode", "user");
  private static final Attributes SYSTEM = Attributes.of("cpu.mode", "system");
  private static final Attributes SENT = Attributes.of("network.io.direction", "transmit");
  private static final Attributes FUNCTION = Attributes.of("remora.process.role", "function");

  @TempDir private Path folder;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final AgentLog log = new AgentLog(new PrintStream(logged, true), AgentLog.Level.INFO);
  private final Destination destination = new Destination();
  private Path proc;
  private RandomAccessFile stat;
  private FastForward time;
  private long userTicks;
  private volatile int ticksSeen;
  private long heapEarlyInTheLongOne;
  private long heapLateInTheLongOne;

  /** What the process holds at one moment. */
  private record Held(long heap, int descriptors, int threads, int files) {}

  /** A destination that takes everything and keeps account. */
  private static final class Destination {
    private final BitSet summaries = new BitSet();
    private int duplicates;
    private double cpuSeconds;

    ExportResult take(Batch batch, Deadline deadline) {
      if (batch.signal() == Signal.LOGS) {
        int number = Integer.parseInt(batch.invocationId().orElseThrow().substring(1));
        synchronized (this) {
          duplicates += summaries.get(number) ? 1 : 0;
          summaries.set(number);
          notifyAll();
        }
      } else {
        double seconds = cpuSeconds(batch);
        synchronized (this) {
          cpuSeconds += seconds;
        }
      }
      return ExportResult.success();
    }

    private static double cpuSeconds(Batch batch) {
      double seconds = 0;
      for (ResourceMetrics resource : batch.metrics()) {
        for (ScopeMetrics scope : resource.scopes()) {
          for (Metric metric : scope.metrics()) {
            if (metric.name().equals("system.cpu.time")) {
              for (NumberPoint point : ((MetricData.Sum) metric.data()).points()) {
                seconds += point.asDouble();
              }
            }
          }
        }
      }
      return seconds;
    }

    synchronized void awaitSummaries(int count) throws InterruptedException {
      long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (summaries.cardinality() < count) {
        long left = giveUp - System.nanoTime();
        if (left <= 0) {
          throw new AssertionError(summaries.cardinality() + " summaries, expected " + count);
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    }
  }

  /** Reads the kernel's counters as the sampler {@code cpu} does, and pretends the rest. */
  private static final class KernelSampler implements Sampler {
    private final byte[] buffer = new byte[4096];
    private final ProcScanner scanner = new ProcScanner();
    private long before = -1;

    @Override
    public void sample(Observation observation, MetricRecorder recorder) {
      scanner.over(buffer, observation.proc().read("stat", buffer));
      long now = scanner.skip("cpu") ? scanner.nextNumber() : -1;
      if (before >= 0 && now >= 0) {
        recorder.record(CPU_TIME, USER, (now - before) / 100.0);
        recorder.record(CPU_TIME, SYSTEM, 0.0);
        recorder.record(NETWORK, SENT, 1000L);
        recorder.record(MEMORY, FUNCTION, 50_000_000L);
      }
      before = now >= 0 ? now : before;
    }
  }

  /**
   * The platform: event after event, with freezes in between, as soon as the last is dealt with.
   */
  private final class Platform implements EventSource {
    private final int invocations;
    private final Lifecycle lifecycle;
    private int number;

    Platform(int invocations, Lifecycle lifecycle) {
      this.invocations = invocations;
      this.lifecycle = lifecycle;
    }

    @Override
    public Event next() {
      try {
        if (number > 0) {
          time.awaitLastTick();
          end(number);
        }
        if (number == invocations) {
          return new Event.Shutdown("spindown", 0);
        }
        number++;
        if (number % 100 == 0) {
          destination.awaitSummaries(number - 50);
        }
        look(number);
        time.pass(number % 7 == 0 ? TimeUnit.HOURS.toNanos(1) : 1_000_000);
        time.expect(number == invocations / 2 ? TICKS_IN_HALF_AN_HOUR : TICKS);
        Invocation invocation = new Invocation("r" + number, "", 0, "", number);
        return new Event.Invoke(invocation, null, false);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void end(int ended) {
      String id = "r" + ended;
      // Every third account never comes: the summary goes without.
      if (ended % 3 != 0) {
        lifecycle.reported(
            new InvocationReport(
                0,
                id,
                "success",
                "",
                OptionalDouble.of(0.5),
                OptionalDouble.of(0.5),
                OptionalLong.of(1 << 26),
                OptionalDouble.empty(),
                OptionalDouble.empty()));
      }
      lifecycle.runtimeDone(new RuntimeDone(wall(), id, "success", "", OptionalDouble.of(0.5)));
    }

    @Override
    public void open() {}

    @Override
    public String sandboxId() {
      return "sandbox";
    }

    @Override
    public void ready() {}

    @Override
    public void done() {}
  }

  private Held early;
  private Held late;

  private void look(int number) {
    if (number == INVOCATIONS / 10) {
      early = held();
    } else if (number == INVOCATIONS) {
      late = held();
    }
  }

  private long wall() {
    return START_UNIX + time.nanoTime();
  }

  private void kernelWorks() {
    userTicks += 5;
    ticksSeen++;
    writeStat();
    if (ticksSeen == TICKS * (INVOCATIONS / 2) + 2_000) {
      heapEarlyInTheLongOne = usedHeap();
    } else if (ticksSeen == TICKS * (INVOCATIONS / 2 - 1) + TICKS_IN_HALF_AN_HOUR - 1) {
      heapLateInTheLongOne = usedHeap();
    }
  }

  private void writeStat() {
    String text = "cpu " + userTicks + " 0 0 0 0 0 0 0 0 0\n";
    try {
      stat.seek(0);
      stat.write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private Held held() {
    String[] descriptors = new java.io.File("/proc/self/fd").list();
    String[] files = folder.resolve("buffer").toFile().list();
    return new Held(usedHeap(), descriptors.length, Thread.activeCount(), files.length);
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void nothingGrowsAndNothingIsLost() throws Exception {
    proc = Files.createDirectory(folder.resolve("proc"));
    stat = new RandomAccessFile(proc.resolve("stat").toFile(), "rw");
    time = new FastForward(this::kernelWorks);
    writeStat();
    ExecutionEnvironment function =
        new ExecutionEnvironment("orders", "7", "eu-west-1", 1769, "on-demand");
    BufferStore buffer =
        DiskBuffer.open(
            BufferOptions.in(folder.resolve("buffer").toFile(), "sandbox", "7"),
            new LocalFiles(),
            System::currentTimeMillis,
            log);
    Exports exports =
        new Exports(
            buffer,
            "sandbox",
            FlushPolicy.of("next", Duration.ofSeconds(30)),
            16 << 20,
            System::nanoTime,
            System::currentTimeMillis,
            log);
    exports.add("destination", destination::take);
    PlatformRecords platform = new PlatformRecords(time);
    SamplerSlots slots = new SamplerSlots(Temporality.DELTA, log);
    Round round =
        new Round(
            slots,
            new ResourceOfSandbox(function, "orders", Attributes.none(), "1.0.0"),
            exports,
            new SandboxClock(this::wall, time::nanoTime),
            new LiveProc(proc.toString()),
            new ProcessScan(true),
            2,
            platform);
    Sampling sampling =
        new Sampling(
            new SamplingPlan(Duration.ofMillis(100).toNanos()),
            slots,
            round,
            time,
            platform,
            time::nanoTime,
            Duration.ofSeconds(10),
            log);
    sampling.add("kernel", new Scope("kernel", "1", Attributes.none()), new KernelSampler());
    sampling.start();
    EventHandler handler =
        new EventHandler() {
          @Override
          public void invoked(Event.Invoke event, String sandboxId) {
            sampling.invoked(event, sandboxId);
          }

          @Override
          public void shutdown(String reason, Deadline deadline) {
            Deadline enough = Deadline.in(Duration.ofMinutes(2), System::nanoTime);
            sampling.shutdown(reason, enough);
            exports.shutdown(enough);
          }
        };
    new ExtensionLoop(
            new Platform(INVOCATIONS, sampling.lifecycle("platform")),
            handler,
            System::currentTimeMillis,
            System::nanoTime,
            log,
            () -> {})
        .run();
    stat.close();

    assertThat(logged.toString()).isEmpty();
    assertThat(destination.summaries.cardinality()).isEqualTo(INVOCATIONS);
    assertThat(destination.duplicates).isZero();
    assertThat(ticksSeen).isEqualTo(TICKS * (INVOCATIONS - 1) + TICKS_IN_HALF_AN_HOUR);
    assertThat(destination.cpuSeconds).isCloseTo(ticksSeen * 0.05, within(1e-3));
    assertThat(late.heap()).isLessThan(early.heap() + MOST_GROWTH_BYTES);
    assertThat(late.descriptors()).isLessThanOrEqualTo(early.descriptors() + 2);
    assertThat(late.threads()).isLessThanOrEqualTo(early.threads());
    assertThat(late.files()).isLessThanOrEqualTo(early.files() + 4);
    assertThat(heapLateInTheLongOne).isLessThan(heapEarlyInTheLongOne + MOST_GROWTH_BYTES);
  }
}

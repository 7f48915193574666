// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Deadline;
import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.Invocation;
import dev.remora.api.MetricRecorder;
import dev.remora.api.Observation;
import dev.remora.api.Sampler;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.api.telemetry.Temporality;
import dev.remora.internal.lambda.Event;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.otlp.OtlpFormatException;
import dev.remora.internal.otlp.OtlpProtobuf;
import dev.remora.internal.proc.LiveProc;
import dev.remora.internal.proc.ProcessScan;
import dev.remora.internal.proc.Reading;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real threads with short ticks; every wait is for something that happens. */
class SamplingTest {
  private static final Instrument CALLS = Instrument.counter("calls", "{call}", "calls");
  private static final Duration TICK = Duration.ofMillis(5);

  private record Batch(String invocationId, ResourceMetrics content) {}

  @TempDir private Path proc;
  private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> edges = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final AgentLog log = new AgentLog(new PrintStream(logged, true), AgentLog.Level.INFO);

  private final BatchSink sink =
      new BatchSink() {
        @Override
        public void metrics(String invocationId, int itemCount, byte[] payload) {
          try {
            batches.add(
                new Batch(
                    invocationId, OtlpProtobuf.decodeMetrics(payload, 0, payload.length).get(0)));
          } catch (OtlpFormatException e) {
            throw new AssertionError(e);
          }
        }

        @Override
        public void inSandbox(String sandboxId) {}

        @Override
        public void invoked() {
          edges.add("edge");
        }
      };

  private Sampling sampling() {
    SamplerSlots slots = new SamplerSlots(Temporality.DELTA, log);
    ExecutionEnvironment function =
        new ExecutionEnvironment("orders", "7", "eu-west-1", 1769, "on-demand");
    Round round =
        new Round(
            slots,
            new ResourceOfSandbox(function, "orders", Attributes.none(), "1.0.0"),
            sink,
            new SandboxClock(() -> System.currentTimeMillis() * 1_000_000, System::nanoTime),
            new LiveProc(proc.toString()),
            new ProcessScan(true));
    return new Sampling(
        new SamplingPlan(TICK.toNanos()),
        slots,
        round,
        System::nanoTime,
        TICK.multipliedBy(10),
        log);
  }

  private static Scope scope(String name) {
    return new Scope(name, "1", Attributes.none());
  }

  private static Event.Invoke invoke(long ordinal, Reading reading) {
    String arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders:live";
    return new Event.Invoke(new Invocation("r" + ordinal, arn, 0, "", ordinal), reading, false);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(5), System::nanoTime);
  }

  private static Sampler counting(List<Observation> seen, CountDownLatch calls) {
    return (observation, recorder) -> {
      seen.add(observation);
      recorder.record(CALLS, Attributes.none(), 1L);
      calls.countDown();
    };
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static long calls(ResourceMetrics content) {
    long calls = 0;
    for (ScopeMetrics scope : content.scopes()) {
      for (Metric metric : scope.metrics()) {
        MetricData.Sum sum = (MetricData.Sum) metric.data();
        for (var point : sum.points()) {
          calls += (long) point.asDouble();
        }
      }
    }
    return calls;
  }

  @Test
  void thePointsOfAnInvocationAreClosedWithTheNextOneAndBelongToIt() throws Exception {
    Sampling sampling = sampling();
    List<Observation> seen = new ArrayList<>();
    CountDownLatch fourReadings = new CountDownLatch(4);
    sampling.add("a", scope("a"), counting(seen, fourReadings));
    sampling.start();
    sampling.invoked(invoke(1, null), "sandbox");
    await(fourReadings);
    sampling.invoked(invoke(2, null), "sandbox");
    Batch beforeFirst = batches.poll(10, TimeUnit.SECONDS);
    Batch first = batches.poll(10, TimeUnit.SECONDS);
    sampling.shutdown("spindown", soon());
    assertThat(beforeFirst.invocationId()).isEmpty();
    assertThat(calls(beforeFirst.content())).isEqualTo(1);
    assertThat(first.invocationId()).isEqualTo("r1");
    assertThat(calls(first.content())).isGreaterThanOrEqualTo(4);
    assertThat(batches.poll(10, TimeUnit.SECONDS).invocationId()).isEqualTo("r2");
    assertThat(edges).hasSize(2);
    assertThat(seen.get(0).cause()).isEqualTo(Observation.Cause.INVOKE);
    assertThat(seen.get(0).invocation()).isEmpty();
    assertThat(seen.get(1).cause()).isEqualTo(Observation.Cause.TICK);
    assertThat(seen.get(1).invocation().orElseThrow().requestId()).isEqualTo("r1");
    assertThat(seen.getLast().cause()).isEqualTo(Observation.Cause.SHUTDOWN);
    assertThat(seen.getLast().shutdownReason()).isEqualTo("spindown");
    assertThat(seen.get(1).shutdownReason()).isEmpty();
  }

  @Test
  void theResourceSaysWhatTheFirstInvocationTold() throws Exception {
    Sampling sampling = sampling();
    sampling.add("a", scope("a"), counting(new ArrayList<>(), new CountDownLatch(1)));
    sampling.start();
    sampling.invoked(invoke(1, null), "sandbox-1");
    Attributes resource = batches.poll(10, TimeUnit.SECONDS).content().resource().attributes();
    sampling.shutdown("spindown", soon());
    assertThat(resource.text("service.name")).isEqualTo("orders");
    assertThat(resource.text("service.instance.id")).isEqualTo("sandbox-1");
    assertThat(resource.text("cloud.account.id")).isEqualTo("123456789012");
    assertThat(resource.text("cloud.resource_id"))
        .isEqualTo("arn:aws:lambda:eu-west-1:123456789012:function:orders:7");
    assertThat(resource.get("faas.max_memory").orElseThrow().toString()).contains("1854930944");
  }

  @Test
  void aReadingOfTheStartScriptIsTheBaselineAtItsOwnTime() throws Exception {
    Sampling sampling = sampling();
    List<Observation> seen = new ArrayList<>();
    CountDownLatch one = new CountDownLatch(1);
    sampling.add("a", scope("a"), counting(seen, one));
    sampling.start();
    long then = (System.currentTimeMillis() - 2000) * 1_000_000;
    byte[] records = "stat 3\ncpu".getBytes(StandardCharsets.UTF_8);
    sampling.invoked(invoke(1, Reading.parse(records, 0, then)), "sandbox");
    await(one);
    sampling.shutdown("spindown", soon());
    assertThat(seen.get(0).live()).isFalse();
    assertThat(seen.get(0).unixNanos()).isEqualTo(then);
    assertThat(seen.get(1).live()).isTrue();
    assertThat(seen.get(1).monotonicNanos() - seen.get(0).monotonicNanos())
        .isGreaterThan(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void aSamplerThatThrowsIsNamedOnceAndHarmsNobody() throws Exception {
    Sampling sampling = sampling();
    CountDownLatch fourReadings = new CountDownLatch(4);
    sampling.add(
        "bad",
        scope("bad"),
        (observation, recorder) -> {
          throw new StackOverflowError("deep");
        });
    sampling.add("good", scope("good"), counting(new ArrayList<>(), fourReadings));
    sampling.start();
    sampling.invoked(invoke(1, null), "sandbox");
    await(fourReadings);
    sampling.shutdown("spindown", soon());
    assertThat(logged.toString().lines().filter(line -> line.contains("bad: ")))
        .singleElement()
        .asString()
        .contains("could not be read");
  }

  @Test
  void aSamplerThatHangsIsSwitchedOffAndTheOthersGoOn() throws Exception {
    Sampling sampling = sampling();
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch back = new CountDownLatch(1);
    CountDownLatch fourReadings = new CountDownLatch(4);
    MetricRecorder[] kept = new MetricRecorder[1];
    sampling.add(
        "hanging",
        scope("hanging"),
        (observation, recorder) -> {
          kept[0] = recorder;
          boolean released = false;
          while (!released) {
            try {
              released = never.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
              // deaf
            }
          }
          recorder.record(CALLS, Attributes.none(), 1000L);
          back.countDown();
        });
    sampling.add("good", scope("good"), counting(new ArrayList<>(), fourReadings));
    sampling.start();
    sampling.invoked(invoke(1, null), "sandbox");
    await(fourReadings);
    never.countDown();
    await(back);
    kept[0].record(CALLS, Attributes.none(), 1000L);
    sampling.shutdown("spindown", soon());
    assertThat(logged.toString()).contains("hanging: did not return in time and is switched off");
    long all = 0;
    for (Batch batch : batches) {
      all += calls(batch.content());
    }
    assertThat(all).isGreaterThanOrEqualTo(4).isLessThan(1000);
  }

  @Test
  void aShutdownDoesNotWaitForASamplerThatHangs() throws Exception {
    Sampling sampling = sampling();
    CountDownLatch never = new CountDownLatch(1);
    sampling.add("good", scope("good"), counting(new ArrayList<>(), new CountDownLatch(1)));
    sampling.add(
        "hanging",
        scope("hanging"),
        (observation, recorder) -> {
          if (observation.cause() == Observation.Cause.SHUTDOWN) {
            never.await();
          }
        });
    sampling.start();
    sampling.invoked(invoke(1, null), "sandbox");
    assertThat(edges.poll(10, TimeUnit.SECONDS)).isNotNull();
    batches.clear();
    sampling.shutdown("spindown", Deadline.in(Duration.ofMillis(200), System::nanoTime));
    never.countDown();
    assertThat(batches).isNotEmpty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.Deadline;
import dev.remora.api.ExecutionEnvironment;
import dev.remora.api.Sampler;
import dev.remora.api.host.AgentHost;
import dev.remora.api.lifecycle.Lifecycle;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.Temporality;
import dev.remora.internal.config.CoreSettings;
import dev.remora.internal.config.Environment;
import dev.remora.internal.config.ResourceAttributes;
import dev.remora.internal.lambda.Event;
import dev.remora.internal.log.AgentLog;
import dev.remora.internal.proc.LiveProc;
import dev.remora.internal.proc.ProcessScan;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Runs sampling rounds in a thread of their own: one at each invocation, one on each tick within,
 * one at the end. A sampler that does not come back is given up together with the thread it holds.
 *
 * <p>Thread-safe; commands never wait.
 */
public final class Sampling {
  /** A sampler is done within a millisecond; whoever needs this long will not come back. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final SamplingPlan plan;
  private final SamplerSlots slots;
  private final Round round;
  private final LongSupplier nanoTime;
  private final Duration patience;
  private final AgentLog log;
  private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Lifecycle lifecycle = new PlatformRecords();
  private Thread worker;
  private Thread watchdog;

  private sealed interface Command {
    record Invoke(Event.Invoke event, String sandboxId) implements Command {}

    record Shutdown(String reason) implements Command {}
  }

  /**
   * @param plan how often
   * @param slots the samplers
   * @param round what a round does
   * @param nanoTime the monotonic clock
   * @param patience after this long in one sampler it counts as hanging
   */
  Sampling(
      SamplingPlan plan,
      SamplerSlots slots,
      Round round,
      LongSupplier nanoTime,
      Duration patience,
      AgentLog log) {
    this.plan = plan;
    this.slots = slots;
    this.round = round;
    this.nanoTime = nanoTime;
    this.patience = patience;
    this.log = log;
  }

  /** Puts it together as the environment wants it; points go to {@code sink}. */
  public static Sampling of(
      Environment environment, AgentHost host, BatchSink sink, AgentLog log, String version) {
    ExecutionEnvironment function = environment.executionEnvironment();
    Attributes extra = ResourceAttributes.parse(environment, log);
    String named = extra.text("service.name");
    String serviceName =
        environment.firstOf(named.isEmpty() ? function.functionName() : named, "OTEL_SERVICE_NAME");
    SamplerSlots slots =
        new SamplerSlots(
            environment.get(CoreSettings.TEMPORALITY, CoreSettings.METRICS, log).equals("delta")
                ? Temporality.DELTA
                : Temporality.CUMULATIVE,
            log);
    Round round =
        new Round(
            slots,
            new ResourceOfSandbox(function, serviceName, extra, version),
            sink,
            new SandboxClock(Sampling::unixNanos, System::nanoTime),
            new LiveProc(host.procRoot().toString()),
            new ProcessScan(host.frames() != null));
    SamplingPlan plan =
        SamplingPlan.of(
            function,
            Runtime.getRuntime().availableProcessors(),
            environment.get(CoreSettings.SAMPLING_INTERVAL, CoreSettings.SAMPLING, log));
    return new Sampling(plan, slots, round, System::nanoTime, PATIENCE, log);
  }

  private static long unixNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /** Puts a sampler into service. */
  public void add(String name, Scope scope, Sampler sampler) {
    slots.add(name, scope, sampler);
  }

  /** Takes a sampler out of service. */
  public void remove(String name) {
    slots.remove(name);
  }

  /** Takes what the platform says. */
  public Lifecycle lifecycle() {
    return lifecycle;
  }

  /** Begins to work. */
  public void start() {
    worker = thread("remora-sampling", () -> run(false));
  }

  /** An invocation begins; returns at once. */
  public void invoked(Event.Invoke event, String sandboxId) {
    commands.add(new Command.Invoke(event, sandboxId));
    if (watchdog == null) {
      watchdog = thread("remora-watchdog", this::watch);
    }
  }

  /**
   * Takes the last reading and closes the last batch; waits for that at most half of the time there
   * is, then closes the batch without that reading.
   */
  public void shutdown(String reason, Deadline deadline) {
    commands.add(new Command.Shutdown(reason));
    try {
      if (!finished.await(deadline.remaining().toNanos() / 2, TimeUnit.NANOSECONDS)) {
        log.warn("the last reading could not be taken in time");
        round.own();
        round.closeBatch();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(boolean withinInvocation) {
    boolean invoking = withinInvocation;
    long due = nanoTime.getAsLong() + plan.tickNanos();
    try {
      round.own();
      while (true) {
        Command command =
            invoking
                ? commands.poll(due - nanoTime.getAsLong(), TimeUnit.NANOSECONDS)
                : commands.take();
        // No pattern switch: its first use costs milliseconds of CPU.
        if (command == null) {
          round.tick(plan.late(due, nanoTime.getAsLong()));
        } else if (command instanceof Command.Invoke invoke) {
          Event.Invoke event = invoke.event();
          round.invoke(event.invocation(), event.reading(), invoke.sandboxId());
        } else if (command instanceof Command.Shutdown shutdown) {
          round.shutdown(shutdown.reason());
          finished.countDown();
          return;
        }
        invoking = true;
        due = nanoTime.getAsLong() + plan.tickNanos();
      }
    } catch (InterruptedException | Round.OwnershipLost e) {
      // Given up: another thread goes on.
    }
  }

  /** Looks once a second whether a sampler hangs, and gives it up when it does. */
  private void watch() {
    SamplerSlot suspect = null;
    long rounds = 0;
    try {
      while (!finished.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        SamplerSlot busy = round.current();
        long count = round.count();
        if (busy != null && busy == suspect && count == rounds) {
          giveUp(busy);
        }
        suspect = busy;
        rounds = count;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveUp(SamplerSlot slot) {
    slot.abandon("did not return in time and is switched off");
    Thread hanging = worker;
    worker = thread("remora-sampling", () -> run(true));
    hanging.interrupt();
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(null, work, name, 256 * 1024);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}

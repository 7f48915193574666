// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import dev.remora.local.ExecutionEnvironment.Start;
import dev.remora.local.telemetry.PlatformEvent;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The life of an environment on a Managed Instance: several invocations at a time, never frozen,
 * never reset. When a process of it ends, all of it ends. Thread-safe.
 */
final class ManagedInstance implements EnvironmentLife {

  private static final long FOR_EVER_NANOS = Long.MAX_VALUE / 2;

  private final LocalLambdaOptions options;
  private final Sandbox sandbox;
  private final Semaphore room;
  private final AtomicInteger invocations = new AtomicInteger();
  private volatile ExecutionEnvironment environment;
  private volatile EnvironmentFailure failure;
  private volatile boolean shutDown;
  private ShutdownOutcome end;

  ManagedInstance(LocalLambdaOptions options, Sandbox sandbox) {
    this.options = options;
    this.sandbox = sandbox;
    room = new Semaphore(options.concurrency(), true);
  }

  @Override
  public void start() throws EnvironmentFailure {
    environment = sandbox.begin();
    try {
      environment.init(
          1,
          System.nanoTime() + options.initLimit().toNanos(),
          "init took longer than " + options.initLimit().toMillis() / 1e3 + " s",
          PlatformEvent.Phase.INIT);
    } catch (EnvironmentFailure problem) {
      end("failure");
      throw problem;
    }
    sandbox.initOver();
    Thread.ofPlatform().daemon().name("local-lambda-instance").start(this::endWithAProcess);
  }

  /** Waits until a process ends that must not, and ends everything then. */
  private void endWithAProcess() {
    try {
      environment.platform().await(() -> shutDown, System.nanoTime() + FOR_EVER_NANOS, "");
    } catch (EnvironmentFailure problem) {
      if (!shutDown && !sandbox.closed()) {
        failure = problem;
        options.listener().note("the environment ends: " + problem.getMessage());
        end("failure");
      }
    }
  }

  @Override
  public InvocationOutcome invoke(byte[] payload) {
    if (shutDown && failure == null || sandbox.closed()) {
      throw new IllegalStateException("the environment has been shut down");
    }
    room.acquireUninterruptibly();
    try {
      Invocation invocation = sandbox.invocation(payload);
      int number = invocations.incrementAndGet();
      InvocationOutcome outcome =
          failure != null
              ? InvocationMeasurement.refused(invocation, failure)
              : environment.invoke(
                  invocation,
                  number,
                  number == 1 ? Start.COLD : Start.WARM,
                  System.nanoTime() + options.timeout().toNanos());
      options.listener().invocationDone(outcome);
      return outcome;
    } finally {
      room.release();
    }
  }

  @Override
  public ShutdownOutcome shutdown(String reason) {
    boolean first = end(reason);
    return first ? end : new ShutdownOutcome(reason, 0, Map.of());
  }

  /** Ends everything, once; whether this was the time. */
  private synchronized boolean end(String reason) {
    if (end != null) {
      return false;
    }
    shutDown = true;
    end = environment.shutdown(reason);
    // for those who still wait for an answer
    environment.platform().fail("Sandbox.Failure", "the environment was shut down");
    environment.awaitOutput();
    sandbox.ended();
    return true;
  }
}

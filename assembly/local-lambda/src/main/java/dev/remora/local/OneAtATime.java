// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import dev.remora.local.ExecutionEnvironment.Start;
import dev.remora.local.telemetry.PlatformEvent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The life of an environment that takes one invocation at a time: it stands still in between, and
 * is reset after a time-out or a failure. Its methods exclude each other.
 */
final class OneAtATime implements EnvironmentLife {

  private final LocalLambdaOptions options;
  private final Sandbox sandbox;
  private ExecutionEnvironment environment;
  private Start next = Start.COLD;
  private int invocations;
  private boolean shutDown;
  private boolean frozen;

  /** Until when it stands still at least; {@link System#nanoTime()}. */
  private long frozenUntil;

  OneAtATime(LocalLambdaOptions options, Sandbox sandbox) {
    this.options = options;
    this.sandbox = sandbox;
  }

  /**
   * Initialises the environment. On demand, an init over its limit is given up here and begins
   * again in the first invocation; what was meant to be done ahead has failed then.
   */
  @Override
  public synchronized void start() throws EnvironmentFailure {
    long limitMs = options.initLimit().toMillis();
    String late = "init took longer than " + limitMs / 1e3 + " s";
    try {
      init(System.nanoTime() + options.initLimit().toNanos(), late, PlatformEvent.Phase.INIT);
      freeze(options.idleBeforeFirst());
    } catch (EnvironmentFailure failure) {
      reset(failure.timedOut() ? "timeout" : "failure");
      if (!failure.timedOut() || options.initializationType() != InitializationType.ON_DEMAND) {
        throw failure;
      }
      options.listener().note(late + ": it is repeated in the first invocation");
    }
    sandbox.initOver();
  }

  private void init(long deadlineNanos, String late, PlatformEvent.Phase phase)
      throws EnvironmentFailure {
    environment = sandbox.begin();
    environment.init(invocations + 1, deadlineNanos, late, phase);
  }

  @Override
  public synchronized InvocationOutcome invoke(byte[] payload) {
    if (shutDown || sandbox.closed()) {
      throw new IllegalStateException("the environment has been shut down");
    }
    if (sandbox.faults().freezesBefore(invocations + 1, environment != null)) {
      freeze(options.longFreeze());
    }
    awaitFreeze();
    long deadlineNanos = System.nanoTime() + options.timeout().toNanos();
    Invocation invocation = sandbox.invocation(payload);
    InvocationOutcome outcome =
        environment == null
            ? invokeAfterReset(invocation, deadlineNanos)
            : invokeReady(invocation, deadlineNanos);
    invocations++;
    next = Start.WARM;
    switch (outcome.status()) {
      case TIMEOUT -> reset("timeout");
      case FAILURE -> reset("failure");
      case SUCCESS, ERROR -> freeze(options.freeze());
    }
    options.listener().invocationDone(outcome);
    return outcome;
  }

  private InvocationOutcome invokeReady(Invocation invocation, long deadlineNanos) {
    thaw();
    return environment.invoke(invocation, invocations + 1, next, deadlineNanos);
  }

  /** Suppressed init: part of the invocation, with the function's time-out as its limit. */
  private InvocationOutcome invokeAfterReset(Invocation invocation, long deadlineNanos) {
    try {
      init(
          deadlineNanos,
          "init took longer than the function's time-out",
          PlatformEvent.Phase.INVOKE);
    } catch (EnvironmentFailure failure) {
      return environment.notSent(invocation, failure);
    }
    return environment.invoke(invocation, invocations + 1, Start.COLD_INSIDE, deadlineNanos);
  }

  private void freeze(Duration atLeast) {
    if (atLeast.isZero()) {
      return;
    }
    if (!frozen) {
      environment.freeze();
      frozen = true;
      frozenUntil = System.nanoTime();
    }
    frozenUntil += atLeast.toNanos();
  }

  private void awaitFreeze() {
    while (frozen && frozenUntil - System.nanoTime() > 0 && !sandbox.closed()) {
      LockSupport.parkNanos(frozenUntil - System.nanoTime());
    }
  }

  private void thaw() {
    if (frozen) {
      environment.thaw();
      frozen = false;
    }
  }

  private void reset(String reason) {
    environment.shutdown(reason);
    environment.awaitOutput();
    environment = null;
    sandbox.ended();
  }

  @Override
  public synchronized ShutdownOutcome shutdown(String reason) {
    awaitFreeze();
    shutDown = true;
    if (environment == null) {
      return new ShutdownOutcome(reason, 0, Map.of());
    }
    thaw();
    ShutdownOutcome outcome = environment.shutdown(reason);
    sandbox.ended();
    environment.awaitOutput();
    environment = null;
    return outcome;
  }
}

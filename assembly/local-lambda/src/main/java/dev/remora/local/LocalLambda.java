// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.List;

/**
 * A function with its extensions in an execution environment on this machine, as in Lambda: one
 * invocation at a time, everything stopped in between, a reset after a failure, a shutdown with a
 * budget; or as on a Managed Instance: several at a time, nothing stopped, no reset.
 *
 * <pre>{@code
 * try (LocalLambda lambda = LocalLambda.start(LocalLambdaOptions.of(code).layer(opt).build())) {
 *   InvocationOutcome outcome = lambda.invoke("{}".getBytes(UTF_8));
 *   lambda.shutdown("spindown");
 * }
 * }</pre>
 *
 * <p>Methods may be called from any thread. {@link #invoke} and {@link #shutdown} exclude each
 * other, but for invocations on a Managed Instance; the others can always be called. Needs Linux
 * and {@code --enable-native-access} for this class's module.
 */
public final class LocalLambda implements AutoCloseable {

  private final Sandbox sandbox;
  private final EnvironmentLife life;

  private LocalLambda(Sandbox sandbox, EnvironmentLife life) {
    this.sandbox = sandbox;
    this.life = life;
  }

  /**
   * Starts an environment and initialises it.
   *
   * @param options what to run
   * @return the environment, ready for an invocation; on demand, an init over its limit has been
   *     given up, and is repeated in the first invocation
   * @throws LocalLambdaException when init fails otherwise; nothing is left behind
   */
  public static LocalLambda start(LocalLambdaOptions options) {
    Sandbox sandbox = new Sandbox(options);
    try {
      EnvironmentLife life =
          options.managedInstance()
              ? new ManagedInstance(options, sandbox)
              : new OneAtATime(options, sandbox);
      life.start();
      return new LocalLambda(sandbox, life);
    } catch (EnvironmentFailure failure) {
      sandbox.close();
      throw new LocalLambdaException(
          failure.errorType(), failure.errorType() + ": " + failure.getMessage(), failure);
    } catch (RuntimeException | Error e) {
      sandbox.close();
      throw e;
    }
  }

  /**
   * Invokes the function once, and waits until the runtime and every extension that received the
   * event have asked for the next. Stops them all then, if a freeze is wanted. After a time-out or
   * a failure the environment is reset: the next invocation starts its processes again, {@code
   * /tmp} is kept.
   *
   * <p>On a Managed Instance, waits until the function has answered or its time is over; its code
   * runs on then. When a process has ended, all of the environment has, and every further
   * invocation fails for the same reason.
   *
   * @param payload the event, JSON
   * @return how it went; a function's error is an outcome and no exception
   * @throws IllegalStateException after {@link #shutdown(String)} or {@link #close()}
   */
  public InvocationOutcome invoke(byte[] payload) {
    return life.invoke(payload);
  }

  /**
   * Ends the environment: the runtime is asked and then made to go, extensions get SHUTDOWN, and
   * whoever is left after the budget of 2,000 ms is killed. Does nothing more the second time.
   *
   * @param reason the word sent, {@code spindown} for the ordinary end
   * @return how it went
   */
  public ShutdownOutcome shutdown(String reason) {
    return life.shutdown(reason);
  }

  /** The environment as seen from outside. */
  public SandboxInfo sandbox() {
    return sandbox.info();
  }

  /**
   * When each external extension came to call, since the last start of the processes.
   *
   * @return one entry per extension, also after a shutdown
   */
  public List<ExtensionTimings> extensionTimings() {
    return sandbox.extensionTimings();
  }

  /**
   * Kills what still runs, without SHUTDOWN, and removes what was made. Call {@link
   * #shutdown(String)} before, for an orderly end. Can be called again.
   */
  @Override
  public void close() {
    sandbox.close();
  }
}

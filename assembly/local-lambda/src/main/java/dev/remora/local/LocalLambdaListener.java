// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

/**
 * Hears what happens in a {@link LocalLambda}. Every method does nothing unless overridden. Called
 * from several threads; a method that takes long holds up what it reports.
 */
public interface LocalLambdaListener {

  /** Hears nothing. */
  LocalLambdaListener SILENT = new LocalLambdaListener() {};

  /**
   * One line of output of a process.
   *
   * @param source {@code function}, or the extension's file name
   * @param line the line without its end
   */
  default void log(String source, String line) {}

  /**
   * A remark in one line, for people.
   *
   * @param line the remark
   */
  default void note(String line) {}

  /**
   * An event of the platform, as the Telemetry API has it, in the order in which subscribers get
   * them; heard also where nobody has subscribed (then without {@code maxMemoryUsedMB}, which takes
   * time to measure).
   *
   * @param type for example {@code platform.report}
   * @param json the whole event: {@code time}, {@code type} and {@code record}
   */
  default void telemetry(String type, String json) {}

  /** The processes of an environment are about to be started. */
  default void initStarted() {}

  /**
   * The environment is ready.
   *
   * @param durationMs time since {@link #initStarted()}
   */
  default void initDone(double durationMs) {}

  /**
   * An invocation was sent.
   *
   * @param requestId its id
   */
  default void invoked(String requestId) {}

  /**
   * An invocation is over, extensions included.
   *
   * @param outcome what became of it
   */
  default void invocationDone(InvocationOutcome outcome) {}

  /** Every process of the environment stands still. */
  default void frozen() {}

  /** Every process of the environment runs again. */
  default void thawed() {}

  /**
   * An extension changed its state.
   *
   * @param name file name of the extension
   * @param state the platform's word: {@code Started}, {@code Registered}, {@code Ready}, {@code
   *     Running}, {@code Exited} …
   */
  default void extensionState(String name, String state) {}

  /**
   * The environment is being shut down.
   *
   * @param reason the word sent with it
   */
  default void shutdownStarted(String reason) {}

  /**
   * Every process of the environment is gone.
   *
   * @param outcome how they ended
   */
  default void shutdownDone(ShutdownOutcome outcome) {}
}

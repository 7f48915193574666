// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

/** The life of what runs in a sandbox; how it goes on depends on the kind of Lambda. */
sealed interface EnvironmentLife permits OneAtATime, ManagedInstance {

  /**
   * Initialises it.
   *
   * @throws EnvironmentFailure when that fails for good
   */
  void start() throws EnvironmentFailure;

  /**
   * Invokes the function once.
   *
   * @throws IllegalStateException after a shutdown
   */
  InvocationOutcome invoke(byte[] payload);

  /** Ends it in order; does nothing more the second time. */
  ShutdownOutcome shutdown(String reason);
}

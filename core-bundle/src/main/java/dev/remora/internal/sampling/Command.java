// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.internal.lambda.Event;

/** What the sampling thread is asked to do. */
sealed interface Command {

  /** An invocation begins. */
  record Invoke(Event.Invoke event, String sandboxId) implements Command {}

  /**
   * The platform has said something.
   *
   * @param what a record of {@code dev.remora.api.lifecycle}
   */
  record Told(Record what) implements Command {}

  /** The sandbox ends. */
  record Shutdown(String reason) implements Command {}
}

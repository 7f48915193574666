// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.lambda;

import dev.remora.api.Deadline;

/**
 * What happens on an event. Called by the loop's thread; returns at once except for the shutdown.
 */
public interface EventHandler {

  /**
   * The function is being invoked.
   *
   * @param sandboxId identity of the sandbox, settled from the first event on
   */
  void invoked(Event.Invoke event, String sandboxId);

  /** The sandbox ends: flush what there is and come back before the deadline. */
  void shutdown(String reason, Deadline deadline);
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.lambda;

import dev.remora.api.Invocation;
import dev.remora.internal.proc.Reading;

/** What the platform tells an extension. */
public sealed interface Event {

  /**
   * The function is being invoked.
   *
   * @param invocation which invocation
   * @param reading what the start script read when the event came; null when nobody did
   * @param again whether an agent before this one was told already
   */
  record Invoke(Invocation invocation, Reading reading, boolean again) implements Event {}

  /**
   * The sandbox ends.
   *
   * @param reason the platform's word, an open set
   * @param deadlineUnixMillis when everybody is killed; 0 when the platform gave no usable value
   */
  record Shutdown(String reason, long deadlineUnixMillis) implements Event {}
}

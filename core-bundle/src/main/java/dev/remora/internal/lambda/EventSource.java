// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.lambda;

import java.io.IOException;

/**
 * Where events come from. Used by one thread at a time: the one that starts the agent, then that of
 * the {@link ExtensionLoop}.
 */
public interface EventSource {

  /**
   * Makes the connection, after which {@link #sandboxId} is known; called once, first.
   *
   * @throws IOException when there is nobody on the other side
   */
  void open() throws IOException;

  /**
   * Waits for the next event, for hours if need be.
   *
   * @return the event, or null when no more can come because the other side is gone
   * @throws IOException when the source cannot be read any more
   */
  Event next() throws IOException;

  /** Identity of the sandbox; may change before the first event (SnapStart), never after it. */
  String sandboxId();

  /** Says that the agent can take events; called once. */
  void ready();

  /** Says that everything is flushed after a SHUTDOWN; called once. */
  void done();
}

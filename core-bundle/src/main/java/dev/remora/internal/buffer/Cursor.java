// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.util.Optional;

/**
 * One exporter's position in the buffer: peek, send, then acknowledge. What was sent but not
 * acknowledged is offered again, also by the next agent, with the same batch id. Used by one
 * thread.
 */
public interface Cursor extends AutoCloseable {

  /** Which unacknowledged record comes first. */
  enum Order {
    OLDEST_FIRST,
    /** At SHUTDOWN: summaries from the newest back, then points from the oldest. */
    NEWEST_SUMMARIES_FIRST
  }

  /**
   * The next record that was not acknowledged; the same again until it is. Empty: nothing to send.
   */
  Optional<BufferedRecord> peek(Order order);

  /** The oldest record that was not acknowledged. */
  default Optional<BufferedRecord> peek() {
    return peek(Order.OLDEST_FIRST);
  }

  /** The destination has it: never offered to this exporter again. */
  void acknowledge(BufferedRecord record);

  /** This exporter gives it up: counted, and never offered to it again. */
  void drop(BufferedRecord record, DropReason reason);

  /** Bytes that this exporter still has to read. */
  long backlogBytes();

  /** The exporter is out of service: its backlog no longer keeps anything from being deleted. */
  @Override
  void close();
}

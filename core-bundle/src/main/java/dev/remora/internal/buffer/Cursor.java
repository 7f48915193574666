// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.util.List;
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
   * The next records that were not acknowledged, of one class and one signal, as many as have that
   * many bytes of payload together, but at least one; the same again until they are acknowledged,
   * and perhaps more behind them. Empty: nothing to send.
   *
   * @param only the class; null for any
   * @param maxBytes 0 for just one
   */
  List<BufferedRecord> peek(Order order, Priority only, int maxBytes);

  /** The next record that was not acknowledged. */
  default Optional<BufferedRecord> peek(Order order) {
    List<BufferedRecord> next = peek(order, null, 0);
    return next.isEmpty() ? Optional.empty() : Optional.of(next.getFirst());
  }

  /** The oldest record that was not acknowledged. */
  default Optional<BufferedRecord> peek() {
    return peek(Order.OLDEST_FIRST);
  }

  /** The destination has them: never offered to this exporter again. */
  void acknowledge(List<BufferedRecord> records);

  /** The destination has it. */
  default void acknowledge(BufferedRecord record) {
    acknowledge(List.of(record));
  }

  /** This exporter gives it up: counted, and never offered to it again. */
  void drop(BufferedRecord record, DropReason reason);

  /** Bytes that this exporter still has to read. */
  long backlogBytes();

  /** The exporter is out of service: its backlog no longer keeps anything from being deleted. */
  @Override
  void close();
}

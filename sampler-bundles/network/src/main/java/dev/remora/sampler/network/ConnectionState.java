// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

/**
 * The values of OpenTelemetry's attribute {@code network.connection.state}, in the order of the
 * kernel's numbers (include/net/tcp_states.h), which begin with 1.
 */
enum ConnectionState {
  ESTABLISHED("established"),
  SYN_SENT("syn_sent"),
  SYN_RECEIVED("syn_received"),
  FIN_WAIT_1("fin_wait_1"),
  FIN_WAIT_2("fin_wait_2"),
  TIME_WAIT("time_wait"),
  CLOSED("closed"),
  CLOSE_WAIT("close_wait"),
  LAST_ACK("last_ack"),
  LISTEN("listen"),
  CLOSING("closing");

  static final int COUNT = values().length;

  /** The kernel's number for a request that has no socket of its own yet. */
  private static final int NEW_SYN_RECEIVED = 12;

  private final String word;

  ConnectionState(String word) {
    this.word = word;
  }

  /** The word as it is exported. */
  String word() {
    return word;
  }

  /** The ordinal of the state with that number of the kernel; -1 when there is none. */
  static int ordinalOf(long number) {
    if (number == NEW_SYN_RECEIVED) {
      return SYN_RECEIVED.ordinal();
    }
    return number >= 1 && number <= COUNT ? (int) number - 1 : -1;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import dev.remora.api.telemetry.Instrument;
import java.util.List;

/** Every metric of this sampler. */
final class NetworkMetrics {
  static final Instrument IO =
      Instrument.counter("system.network.io", "By", "Bytes that went over an interface.");

  static final Instrument PACKETS =
      Instrument.counter(
          "system.network.packet.count", "{packet}", "Packets that went over an interface.");

  static final Instrument DROPPED =
      Instrument.counter(
          "system.network.packet.dropped", "{packet}", "Packets that an interface dropped.");

  static final Instrument ERRORS =
      Instrument.counter("system.network.errors", "{error}", "Errors of an interface.");

  static final Instrument CONNECTIONS =
      Instrument.upDownCounter(
          "system.network.connection.count", "{connection}", "TCP sockets by state.");

  static final Instrument SEGMENTS =
      Instrument.counter(
          "remora.network.tcp.segments",
          "{segment}",
          "TCP segments of the whole sandbox, loopback included.");

  static final Instrument RESETS =
      Instrument.counter(
          "remora.network.tcp.resets", "{event}", "Established connections that were reset.");

  static final Instrument TIMEOUTS =
      Instrument.counter(
          "remora.network.tcp.timeouts", "{event}", "Retransmission timers that ran out.");

  static final Instrument SYN_RETRANSMITS =
      Instrument.counter(
          "remora.network.tcp.syn_retransmits",
          "{event}",
          "Requests for a connection that were sent again.");

  private NetworkMetrics() {}

  /** All of them, in the order of the README. */
  static List<Instrument> all() {
    return List.of(
        IO,
        PACKETS,
        DROPPED,
        ERRORS,
        CONNECTIONS,
        SEGMENTS,
        RESETS,
        TIMEOUTS,
        SYN_RETRANSMITS);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import dev.remora.api.Setting;
import java.util.List;

/** Every setting of this sampler. */
final class NetworkSettings {
  static final Setting<List<String>> INTERFACES =
      Setting.list(
          "interfaces",
          "vinternal_*,vint_runtime,Ceth*,eth*,ens*",
          "Interfaces that are counted; `*` stands for anything. Name `lo` to count loopback.");

  static final Setting<List<String>> IGNORED_INTERFACES =
      Setting.list(
          "ignored_interfaces",
          "lo,telemetry*,Veth*,ifb*,docker*,br-*",
          "Where none of those exists, every interface is counted but these.");

  static final Setting<Boolean> TCP_EVENTS =
      Setting.flag(
          "tcp_events",
          false,
          "Whether `remora.network.tcp.resets`, `.timeouts` and `.syn_retransmits` are measured;"
              + " reads one more file.");

  static final Setting<Boolean> CONNECTIONS =
      Setting.flag(
          "connections",
          false,
          "Whether `system.network.connection.count` is measured; its cost grows with the number"
              + " of sockets.");

  private NetworkSettings() {}

  /** All of them, in the order of the README. */
  static List<Setting<?>> all() {
    return List.of(INTERFACES, IGNORED_INTERFACES, TCP_EVENTS, CONNECTIONS);
  }
}

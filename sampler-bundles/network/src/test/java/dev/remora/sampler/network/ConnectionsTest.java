// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import static dev.remora.sampler.network.Sampled.proc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.testkit.MemoryProcFiles;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final String HEAD = "  sl  local_address rem_address   st tx_queue rx_queue\n";

  private final Sampled sampled = new Sampled();

  @Test
  void theyAreOffUnlessWanted() {
    sampled.reading(proc("nothing/after"));

    assertThat(sampled.recorder.values(NetworkMetrics.CONNECTIONS)).isEmpty();
  }

  @Test
  void socketsOfBothFamiliesAreCountedByStateFromTheFirstReadingOn() {
    sampled.context.with("REMORA_NETWORK_CONNECTIONS", "true");
    sampled.reading(proc("nothing/after"));

    assertThat(connections("listen")).isEqualTo(2);
    assertThat(connections("established")).isEqualTo(3);
    assertThat(connections("time_wait")).isEqualTo(1);
    assertThat(connections("close_wait")).isEqualTo(1);
    assertThat(connections("syn_received")).as("without a socket of its own yet").isEqualTo(1);
    assertThat(sampled.recorder.values(NetworkMetrics.CONNECTIONS))
        .as("every state, also when there are none")
        .hasSize(ConnectionState.COUNT);
    assertThat(sampled.recorder.sum(NetworkMetrics.CONNECTIONS, "network.transport", "tcp"))
        .isEqualTo(8);
  }

  @Test
  void withoutTheNewerProtocolTheOlderIsCountedAlone() {
    sampled.context.with("REMORA_NETWORK_CONNECTIONS", "true");
    sampled.reading(proc("tcp6-missing/after"));

    assertThat(connections("listen")).isEqualTo(1);
    assertThat(connections("established")).isEqualTo(1);
    assertThat(sampled.context.lines()).noneMatch(line -> line.contains("tcp6"));
  }

  @Test
  void anUnusableFileIsLeftOutAndSaidOnce() {
    sampled.context.with("REMORA_NETWORK_CONNECTIONS", "true");
    sampled.reading(proc("tcp-is-noise/after")).reading(new MemoryProcFiles());

    assertThat(sampled.recorder.values(NetworkMetrics.CONNECTIONS)).isEmpty();
    assertThat(sampled.context.lines())
        .filteredOn(line -> line.contains("/proc/net/tcp or tcp6 cannot be read"))
        .hasSize(1);
  }

  @Test
  void thousandsOfSocketsAreCountedAndTooManyLeftOut() {
    sampled.context.with("REMORA_NETWORK_CONNECTIONS", "true");
    String line = "0: 0100007F:1F90 00000000:0000 06 " + "0".repeat(116) + "\n";
    sampled.reading(new MemoryProcFiles().put("net/tcp", HEAD + line.repeat(6000)));
    assertThat(connections("time_wait")).isEqualTo(6000);

    sampled.reading(new MemoryProcFiles().put("net/tcp", HEAD + line.repeat(8000)));
    assertThat(sampled.recorder.values(NetworkMetrics.CONNECTIONS)).isEmpty();
    assertThat(sampled.context.lines())
        .filteredOn(text -> text.contains("expected at most 1 MiB"))
        .hasSize(1);

    sampled.reading(proc("nothing/after"));
    assertThat(connections("established")).isEqualTo(3);
  }

  private double connections(String state) {
    return sampled.recorder.sum(
        NetworkMetrics.CONNECTIONS, "network.connection.state", state);
  }
}

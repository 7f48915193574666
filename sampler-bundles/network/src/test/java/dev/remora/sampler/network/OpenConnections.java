// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Opens a known number of connections and looks at the real kernel meanwhile. */
final class OpenConnections {
  static final int COUNT = 500;

  private OpenConnections() {}

  /** Prints what was measured: established and listening sockets. */
  public static void main(String... arguments) throws Exception {
    Sampled sampled = new Sampled();
    sampled.context.with("REMORA_NETWORK_CONNECTIONS", "true");
    List<Socket> sockets = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, COUNT, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < COUNT; i++) {
        sockets.add(new Socket(server.getInetAddress(), server.getLocalPort()));
        sockets.add(server.accept());
      }
      sampled.reading(LoopbackTransfer.kernel());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    System.out.println(connections(sampled, "established") + " " + connections(sampled, "listen"));
  }

  private static long connections(Sampled sampled, String state) {
    return (long)
        sampled.recorder.sum(NetworkMetrics.CONNECTIONS, "network.connection.state", state);
  }
}

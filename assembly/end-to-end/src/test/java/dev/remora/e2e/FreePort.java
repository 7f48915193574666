// SPDX-License-Identifier: Apache-2.0
package dev.remora.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Sandboxes that are tested beside each other share the loopback, so each gets a port of its own. */
final class FreePort {
  private FreePort() {}

  /** One that was free a moment ago. */
  static int any() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

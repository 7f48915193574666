// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import java.net.URI;

/** Where a subscription's records go, on loopback. */
sealed interface Destination {

  /** One line for people. */
  String description();

  /** A POST of an array to this address, whose host is 127.0.0.1. */
  record Http(URI address) implements Destination {
    @Override
    public String description() {
      return address.toString();
    }
  }

  /** A line per record to this port. */
  record Tcp(int port) implements Destination {
    @Override
    public String description() {
      return "TCP port " + port;
    }
  }
}

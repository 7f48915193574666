// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;

/**
 * Finds the address that a name has in this sandbox. Where the hosts file has it the JDK is not
 * asked: its first look-up takes some 4 ms of CPU while the function initialises.
 */
final class ListeningAddress {
  private static final int MOST_BYTES = 64 * 1024;

  private ListeningAddress() {}

  /** The address by the hosts file, else by the JDK; the loopback where the name is not known. */
  static InetAddress of(File hosts, String name) {
    InetAddress listed = listed(hosts, name);
    if (listed != null) {
      return listed;
    }
    try {
      return InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      return InetAddress.getLoopbackAddress(); // an emulator, which sends to itself
    }
  }

  /** The address by the hosts file; null when it has none. */
  static InetAddress listed(File hosts, String name) {
    StringTokenizer lines = new StringTokenizer(text(hosts), "\n");
    while (lines.hasMoreTokens()) {
      String line = lines.nextToken();
      int comment = line.indexOf('#');
      StringTokenizer words =
          new StringTokenizer(comment < 0 ? line : line.substring(0, comment), " \t\r");
      String address = words.hasMoreTokens() ? words.nextToken() : "";
      while (words.hasMoreTokens()) {
        if (words.nextToken().equalsIgnoreCase(name)) {
          return literal(address);
        }
      }
    }
    return null;
  }

  private static InetAddress literal(String address) {
    try {
      return InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String text(File file) {
    try (FileInputStream in = new FileInputStream(file)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}

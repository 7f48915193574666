// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import dev.remora.http.transport.Endpoints;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * Recognises an endpoint that must not be sent to: Lambda's own API, and this very process. The
 * function's variables are also ours, and may mean something that only makes sense in the function.
 */
final class Ourselves {
  private Ourselves() {}

  /**
   * What is wrong with an endpoint; empty when nothing is.
   *
   * @param runtimeApi host and port of Lambda's API; empty when unknown
   */
  static String problem(URI uri, String runtimeApi) {
    int colon = runtimeApi.lastIndexOf(':');
    if (colon < 0 || !runtimeApi.substring(colon + 1).equals("" + Endpoints.port(uri))) {
      return "";
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    String api = runtimeApi.substring(0, colon).toLowerCase(Locale.ROOT);
    return host.equals(api) || isHere(host) && isHere(api)
        ? "this is Lambda's own API; expected the address of a receiver of OTLP; nothing is sent"
        : "";
  }

  /**
   * Whether this very process listens at a port, as it does for Lambda's telemetry: what is sent
   * there comes back to us.
   *
   * @param proc where the kernel shows processes, {@code /proc}
   */
  static boolean isListeningAt(int port, Path proc) {
    Path self = proc.resolve("self");
    Set<String> sockets = new HashSet<>();
    for (String table : new String[] {"net/tcp", "net/tcp6"}) {
      addListeners(self.resolve(table), port, sockets);
    }
    if (sockets.isEmpty()) {
      return false;
    }
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(self.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.isSymbolicLink(descriptor)
            && sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // A descriptor was closed meanwhile, or there is no such folder.
    }
    return false;
  }

  /**
   * Columns: number, local address, remote address, state (0A: listening), …, inode as the tenth.
   * The kernel has those that listen at the beginning; the others may be thousands.
   */
  private static void addListeners(Path table, int port, Set<String> sockets) {
    String wanted = ":" + hex(port);
    try (BufferedReader lines = Files.newBufferedReader(table)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        StringTokenizer columns = new StringTokenizer(line);
        columns.nextToken();
        String local = columns.nextToken();
        columns.nextToken();
        if (!columns.nextToken().equals("0A")) {
          return;
        }
        if (local.endsWith(wanted)) {
          for (int i = 4; i < 9; i++) {
            columns.nextToken();
          }
          sockets.add("socket:[" + columns.nextToken() + "]");
        }
      }
    } catch (IOException | NoSuchElementException e) {
      // Without this table we cannot tell, and go on.
    }
  }

  private static String hex(int port) {
    String digits = Integer.toHexString(port).toUpperCase(Locale.ROOT);
    return "0000".substring(digits.length()) + digits;
  }

  /** Whether it is a name or an address of the sandbox itself. */
  static boolean isHere(String host) {
    if (host.equals("localhost") || host.equals("sandbox") || host.startsWith("sandbox.local")) {
      return true;
    }
    try {
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      return InetAddress.ofLiteral(bare).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import dev.remora.api.MetricRecorder;
import dev.remora.api.PluginLog;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcScanner;
import dev.remora.api.telemetry.Attributes;
import java.util.Arrays;

/** TCP sockets by state, from {@code /proc/net/tcp} and {@code tcp6}. */
final class Connections {
  /** Room for some 1,700 sockets; a Lambda function may have 1,024 descriptors. */
  private static final int BUFFER_BYTES = 256 * 1024;

  private final PluginLog log;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ProcScanner scanner = new ProcScanner();
  private final long[] counts = new long[ConnectionState.COUNT];
  private final Attributes[] attributes = new Attributes[ConnectionState.COUNT];

  Connections(PluginLog log) {
    this.log = log;
    for (ConnectionState state : ConnectionState.values()) {
      attributes[state.ordinal()] =
          Attributes.of("network.connection.state", state.word(), "network.transport", "tcp");
    }
  }

  void sample(ProcFiles proc, MetricRecorder recorder) {
    Arrays.fill(counts, 0);
    if (!count(proc, "net/tcp", false) || !count(proc, "net/tcp6", true)) {
      log.warn(
          "network: /proc/net/tcp or tcp6 cannot be read, expected one line for each socket with"
              + " its state; system.network.connection.count waits for the next good reading");
      return;
    }
    for (int i = 0; i < counts.length; i++) {
      recorder.record(NetworkMetrics.CONNECTIONS, attributes[i], counts[i]);
    }
  }

  /** Counts the sockets of one file; false when it is garbled, or missing and not optional. */
  private boolean count(ProcFiles proc, String path, boolean optional) {
    int length = proc.read(path, buffer);
    if (length < 0) {
      return optional;
    }
    boolean cutOff = length == buffer.length;
    if (cutOff) {
      log.warn(
          "network: there are more TCP sockets than can be counted;"
              + " system.network.connection.count is of the first 1,700 or so");
    }
    scanner.over(buffer, length);
    while (scanner.nextLine()) {
      scanner.skipWords(3); // number, local and remote address
      int state = ConnectionState.ordinalOf(scanner.nextHexNumber());
      if (state < 0) {
        return cutOff;
      }
      counts[state]++;
    }
    return true;
  }
}

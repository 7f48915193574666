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
  /** Room for some 400 sockets, and for some 7,000: a closed one lingers for a minute. */
  private static final int LEAST_BYTES = 64 * 1024;

  private static final int MOST_BYTES = 1024 * 1024;

  private final PluginLog log;
  private byte[] buffer = new byte[LEAST_BYTES];
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
          "/proc/net/tcp or tcp6 cannot be read, expected at most 1 MiB and one line for"
              + " each socket with its state; system.network.connection.count waits for the next"
              + " good reading");
      return;
    }
    for (int i = 0; i < counts.length; i++) {
      recorder.record(NetworkMetrics.CONNECTIONS, attributes[i], counts[i]);
    }
  }

  /** Counts the sockets of one file; false when it is garbled, too long or missing. */
  private boolean count(ProcFiles proc, String path, boolean optional) {
    int length = proc.read(path, buffer);
    while (length == buffer.length && length < MOST_BYTES) {
      buffer = new byte[length * 2];
      length = proc.read(path, buffer);
    }
    if (length < 0) {
      return optional;
    }
    scanner.over(buffer, length);
    while (scanner.nextLine()) {
      scanner.skipWords(3); // number, local and remote address
      int state = ConnectionState.ordinalOf(scanner.nextHexNumber());
      if (state < 0) {
        return false;
      }
      counts[state]++;
    }
    return length < MOST_BYTES;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import dev.remora.api.MetricRecorder;
import dev.remora.api.PluginContext;
import dev.remora.api.PluginLog;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcScanner;
import dev.remora.api.telemetry.Attributes;

/**
 * How TCP fared in the whole sandbox: segments from {@code /proc/net/snmp} (RFC 4022) and, where
 * wanted, what went wrong, from there and from {@code /proc/net/netstat}.
 */
final class TcpCounters {
  private static final String KIND = "remora.tcp.segment.kind";
  private static final Attributes IN = Attributes.of(KIND, "in");
  private static final Attributes OUT = Attributes.of(KIND, "out");
  private static final Attributes RETRANSMITTED = Attributes.of(KIND, "retransmitted");

  private final PluginLog log;
  private final ProcScanner scanner = new ProcScanner();
  private final byte[] snmpBuffer = new byte[4 * 1024];
  private final NamedColumns snmpColumns =
      new NamedColumns("Tcp: ", "InSegs", "OutSegs", "RetransSegs", "EstabResets");
  private final Counters snmp = new Counters(4);

  private final boolean events;
  private final byte[] netstatBuffer;
  private final NamedColumns netstatColumns =
      new NamedColumns("TcpExt: ", "TCPTimeouts", "TCPSynRetrans");
  private final Counters netstat = new Counters(2);

  TcpCounters(PluginContext context) {
    log = context.log();
    events = context.get(NetworkSettings.TCP_EVENTS);
    netstatBuffer = new byte[events ? 16 * 1024 : 0];
  }

  void sample(ProcFiles proc, MetricRecorder recorder) {
    sampleSnmp(proc, recorder);
    if (events) {
      sampleNetstat(proc, recorder);
    }
  }

  private void sampleSnmp(ProcFiles proc, MetricRecorder recorder) {
    scanner.over(snmpBuffer, proc.read("net/snmp", snmpBuffer));
    if (!snmpColumns.read(scanner, snmp)) {
      log.warn(
          "/proc/net/snmp cannot be read, expected lines of \"Tcp:\" with names and"
              + " numbers; remora.network.tcp.segments and .resets wait for the next good reading");
      return;
    }
    if (snmp.hasBaseline()) {
      recorder.record(NetworkMetrics.SEGMENTS, IN, snmp.gain(0));
      recorder.record(NetworkMetrics.SEGMENTS, OUT, snmp.gain(1));
      recorder.record(NetworkMetrics.SEGMENTS, RETRANSMITTED, snmp.gain(2));
      if (events) {
        recorder.record(NetworkMetrics.RESETS, Attributes.none(), snmp.gain(3));
      }
    }
    snmp.keep();
  }

  private void sampleNetstat(ProcFiles proc, MetricRecorder recorder) {
    scanner.over(netstatBuffer, proc.read("net/netstat", netstatBuffer));
    if (!netstatColumns.read(scanner, netstat)) {
      log.warn(
          "/proc/net/netstat cannot be read, expected lines of \"TcpExt:\" with names and"
              + " numbers; remora.network.tcp.timeouts and .syn_retransmits wait for the next good"
              + " reading");
      return;
    }
    if (netstat.hasBaseline()) {
      recorder.record(NetworkMetrics.TIMEOUTS, Attributes.none(), netstat.gain(0));
      recorder.record(NetworkMetrics.SYN_RETRANSMITS, Attributes.none(), netstat.gain(1));
    }
    netstat.keep();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import dev.remora.api.MetricRecorder;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;

/** An interface that is followed from reading to reading, counted or not. */
final class NetworkInterface {
  final String name;

  /** What its line begins with. */
  final String label;

  final boolean named;
  final boolean ignored;
  final Counters counters = new Counters(InterfaceColumns.COUNT);

  /** Whether it is counted in this round. */
  boolean counted;

  private final Attributes receive;
  private final Attributes transmit;
  private final Attributes receiveByDevice;
  private final Attributes transmitByDevice;

  NetworkInterface(String name, InterfaceRule rule) {
    this.name = name;
    this.label = name + ':';
    this.named = rule.names(name);
    this.ignored = rule.ignores(name);
    receive = attributes("network.interface.name", "receive");
    transmit = attributes("network.interface.name", "transmit");
    // The convention names it otherwise for the number of packets alone.
    receiveByDevice = attributes("system.device", "receive");
    transmitByDevice = attributes("system.device", "transmit");
  }

  /** All bytes of the reading under way. */
  long bytes() {
    return counters.get(InterfaceColumns.BYTES)
        + counters.get(InterfaceColumns.TRANSMIT + InterfaceColumns.BYTES);
  }

  /** Ends the reading under way: records what was added, where that is known and wanted. */
  void finish(MetricRecorder recorder) {
    if (counted && counters.hasBaseline()) {
      record(recorder, NetworkMetrics.IO, InterfaceColumns.BYTES, receive, transmit);
      record(
          recorder,
          NetworkMetrics.PACKETS,
          InterfaceColumns.PACKETS,
          receiveByDevice,
          transmitByDevice);
      record(recorder, NetworkMetrics.DROPPED, InterfaceColumns.DROPPED, receive, transmit);
      record(recorder, NetworkMetrics.ERRORS, InterfaceColumns.ERRORS, receive, transmit);
    }
    counters.keep();
  }

  private void record(
      MetricRecorder recorder, Instrument instrument, int column, Attributes in, Attributes out) {
    recorder.record(instrument, in, counters.gain(column));
    recorder.record(instrument, out, counters.gain(InterfaceColumns.TRANSMIT + column));
  }

  private Attributes attributes(String key, String direction) {
    return Attributes.of(key, name, "network.io.direction", direction);
  }
}

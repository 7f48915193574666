// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "system.cpu.time, cpu.mode, user, CPU_USER",
        "system.cpu.time, cpu.mode, nice, CPU_USER",
        "system.cpu.time, cpu.mode, system, CPU_SYSTEM",
        "system.cpu.time, cpu.mode, interrupt, CPU_SYSTEM",
        "system.cpu.time, cpu.mode, idle, CPU_IDLE",
        "system.cpu.time, cpu.mode, iowait, CPU_IDLE",
        "system.cpu.time, cpu.mode, steal, CPU_STEAL",
        "system.cpu.time, cpu.mode, guest, -",
        "process.cpu.time, remora.process.role, function, FUNCTION_CPU",
        "process.cpu.time, remora.process.role, agent, AGENT_CPU",
        "process.cpu.time, remora.process.role, other, OTHER_CPU",
        "process.cpu.time, process.pid, 7, -",
        "system.network.io, network.io.direction, receive, NETWORK_RECEIVED",
        "system.network.io, network.io.direction, transmit, NETWORK_SENT",
        "remora.network.tcp.segments, remora.tcp.segment.kind, out, TCP_SENT",
        "remora.network.tcp.segments, remora.tcp.segment.kind, in, -",
        "remora.network.tcp.segments, remora.tcp.segment.kind, retransmitted, TCP_RETRANSMITTED",
        "other.metric, cpu.mode, user, -",
      })
  void countersAreRecognisedByNameAndAttribute(
      String name, String key, String value, Signal expected) {
    Instrument counter = Instrument.counter(name, "s", "");
    assertThat(Signal.of(counter, Attributes.of(key, value).with("more", "x"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "remora.cpu.busiest_core, any, thing, BUSIEST_CORE",
        "system.cpu.logical.count, any, thing, VISIBLE_CPUS",
        "system.memory.usage, system.memory.state, used, MEMORY_USED",
        "system.memory.usage, system.memory.state, free, -",
        "system.memory.limit, any, thing, MEMORY_LIMIT",
        "process.memory.usage, remora.process.role, function, FUNCTION_MEMORY",
        "process.memory.usage, remora.process.role, agent, AGENT_MEMORY",
        "process.memory.usage, remora.process.role, other, -",
        "process.unix.file_descriptor.count, remora.process.role, function, FUNCTION_DESCRIPTORS",
        "process.thread.count, remora.process.role, function, FUNCTION_THREADS",
        "process.thread.count, remora.process.role, agent, -",
      })
  void statesAreRecognisedByNameAndAttribute(
      String name, String key, String value, Signal expected) {
    Instrument state = Instrument.upDownCounter(name, "By", "");
    assertThat(Signal.of(state, Attributes.of(key, value))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"used, TMP_USED", "free, TMP_FREE", "reserved, TMP_RESERVED"})
  void ofFileSystemsOnlyTmpCounts(String state, Signal expected) {
    Instrument usage = Instrument.upDownCounter("system.filesystem.usage", "By", "");
    Attributes of = Attributes.of("system.filesystem.state", state);
    assertThat(Signal.of(usage, of.with("system.filesystem.mountpoint", "/tmp")))
        .isEqualTo(expected);
    assertThat(Signal.of(usage, of.with("system.filesystem.mountpoint", "/mnt/efs"))).isNull();
  }

  @Test
  void ofPageFaultsOnlyTheFunctionsMajorOnesCount() {
    Instrument faults = Instrument.counter("process.paging.faults", "{fault}", "");
    String type = "system.paging.fault.type";
    String role = "remora.process.role";
    assertThat(Signal.of(faults, Attributes.of(type, "major", role, "function")))
        .isEqualTo(Signal.MAJOR_FAULTS);
    assertThat(Signal.of(faults, Attributes.of(type, "minor", role, "function"))).isNull();
    assertThat(Signal.of(faults, Attributes.of(type, "major", role, "agent"))).isNull();
  }

  @Test
  void aNameWithTheWrongKindIsAnother() {
    Attributes user = Attributes.of("cpu.mode", "user");
    assertThat(Signal.of(Instrument.gauge("system.cpu.time", "s", ""), user)).isNull();
    assertThat(Signal.of(Instrument.counter("remora.cpu.busiest_core", "1", ""), Attributes.none()))
        .isNull();
  }

  @Test
  void whereTwoPluginsRecordTheSameTheFirstCounts() {
    Readings readings = new Readings();
    assertThat(readings.claim(Signal.CPU_USER, "ours")).isTrue();
    assertThat(readings.claim(Signal.CPU_USER, "theirs")).isFalse();
    assertThat(readings.claim(Signal.CPU_USER, "ours")).isTrue();
    assertThat(readings.claim(Signal.MEMORY_USED, "theirs")).isTrue();
  }

  @Test
  void severalSeriesOfASignalAddUpInARound() {
    Readings readings = new Readings();
    readings.record(Signal.NETWORK_SENT, 3);
    readings.record(Signal.NETWORK_SENT, 4);
    assertThat(readings.get(Signal.NETWORK_SENT)).isEqualTo(7);
    readings.clear();
    assertThat(readings.get(Signal.NETWORK_SENT)).isNaN();
  }
}

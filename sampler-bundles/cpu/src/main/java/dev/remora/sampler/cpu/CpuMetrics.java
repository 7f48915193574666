// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.proc.ProcessRole;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import java.util.List;

/** Every metric of this sampler, and the attributes that are used again on each sample. */
final class CpuMetrics {
  static final Instrument SYSTEM_TIME =
      Instrument.counter(
          "system.cpu.time", "s", "CPU time of the sandbox by mode, all processes together.");

  static final Instrument SYSTEM_UTILIZATION =
      Instrument.gauge(
          "system.cpu.utilization", "1", "Share of all visible CPUs that was spent in a mode.");

  static final Instrument LOGICAL_COUNT =
      Instrument.upDownCounter(
          "system.cpu.logical.count",
          "{cpu}",
          "CPUs that the sandbox sees; says little of its share.");

  static final Instrument PROCESS_TIME =
      Instrument.counter(
          "process.cpu.time",
          "s",
          "CPU time of the processes of a role, reaped children included.");

  static final Instrument THREADS =
      Instrument.upDownCounter(
          "process.thread.count", "{thread}", "Threads of the processes of a role.");

  static final Instrument CONTEXT_SWITCHES =
      Instrument.counter(
          "process.context_switches",
          "{context_switch}",
          "Context switches of the main threads of the processes of a role.");

  static final Instrument ALLOTTED =
      Instrument.gauge(
          "remora.cpu.allotted", "{cpu}", "CPUs that the function is allotted by its memory size.");

  static final Instrument LOAD =
      Instrument.gauge(
          "remora.cpu.load", "1", "Busy time divided by allotted time; above 1 in a boosted init.");

  static final Instrument BUSIEST_CORE =
      Instrument.gauge(
          "remora.cpu.busiest_core", "1", "Share of time in which the busiest CPU was busy.");

  private static final ProcessRole[] ROLES = ProcessRole.values();

  private CpuMetrics() {}

  /** All of them, in the order of the README. */
  static List<Instrument> all() {
    return List.of(
        SYSTEM_TIME,
        SYSTEM_UTILIZATION,
        LOGICAL_COUNT,
        PROCESS_TIME,
        THREADS,
        CONTEXT_SWITCHES,
        ALLOTTED,
        LOAD,
        BUSIEST_CORE);
  }

  /** One set of attributes per {@link CpuMode}, by ordinal. */
  static Attributes[] byMode() {
    Attributes[] attributes = new Attributes[CpuMode.COUNT];
    for (CpuMode mode : CpuMode.values()) {
      attributes[mode.ordinal()] = Attributes.of("cpu.mode", mode.word());
    }
    return attributes;
  }

  /** One set of attributes per {@link ProcessRole}, by ordinal. */
  static Attributes[] byRole() {
    Attributes[] attributes = new Attributes[ROLES.length];
    for (ProcessRole role : ROLES) {
      attributes[role.ordinal()] = Attributes.of("remora.process.role", role.word());
    }
    return attributes;
  }

  /** One set of attributes per role, with one more attribute that is the same in all. */
  static Attributes[] byRoleAnd(String key, String value) {
    Attributes[] attributes = new Attributes[ROLES.length];
    for (ProcessRole role : ROLES) {
      attributes[role.ordinal()] = Attributes.of(key, value, "remora.process.role", role.word());
    }
    return attributes;
  }
}

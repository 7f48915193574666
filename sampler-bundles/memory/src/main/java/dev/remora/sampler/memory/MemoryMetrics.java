// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import dev.remora.api.proc.ProcessRole;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Instrument;
import java.util.List;

/** Every metric of this sampler, and the attributes that are used again on each sample. */
final class MemoryMetrics {
  static final Instrument USAGE =
      Instrument.upDownCounter(
          "system.memory.usage", "By", "Memory of the sandbox by state; the states overlap.");

  static final Instrument LIMIT =
      Instrument.upDownCounter("system.memory.limit", "By", "Memory that the sandbox has.");

  static final Instrument AVAILABLE =
      Instrument.upDownCounter(
          "system.memory.linux.available",
          "By",
          "Memory that programs can have without anything being swapped out.");

  static final Instrument UTILIZATION =
      Instrument.gauge(
          "system.memory.utilization", "1", "Share of the sandbox's memory that is used.");

  static final Instrument PROCESS_USAGE =
      Instrument.upDownCounter(
          "process.memory.usage", "By", "Resident memory of the processes of a role.");

  static final Instrument DESCRIPTORS =
      Instrument.upDownCounter(
          "process.unix.file_descriptor.count",
          "{file_descriptor}",
          "Descriptors that the processes of a role have open.");

  static final Instrument PAGING_FAULTS =
      Instrument.counter(
          "process.paging.faults", "{fault}", "Page faults of the processes of a role.");

  static final Instrument FILESYSTEM_USAGE =
      Instrument.upDownCounter(
          "system.filesystem.usage", "By", "Space of a file system by state; adds up to the limit.");

  static final Instrument FILESYSTEM_LIMIT =
      Instrument.upDownCounter("system.filesystem.limit", "By", "Size of a file system.");

  static final int ROLES = ProcessRole.values().length;

  private MemoryMetrics() {}

  /** All of them, in the order of the README. */
  static List<Instrument> all() {
    return List.of(
        USAGE,
        LIMIT,
        AVAILABLE,
        UTILIZATION,
        PROCESS_USAGE,
        DESCRIPTORS,
        PAGING_FAULTS,
        FILESYSTEM_USAGE,
        FILESYSTEM_LIMIT);
  }

  /** One set of attributes per {@link ProcessRole}, by ordinal. */
  static Attributes[] byRole() {
    Attributes[] attributes = new Attributes[ROLES];
    for (ProcessRole role : ProcessRole.values()) {
      attributes[role.ordinal()] = Attributes.of("remora.process.role", role.word());
    }
    return attributes;
  }
}

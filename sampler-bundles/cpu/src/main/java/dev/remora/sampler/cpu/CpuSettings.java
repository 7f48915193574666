// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.Setting;
import java.util.List;

/** Every setting of this sampler. */
final class CpuSettings {
  static final Setting<Boolean> PER_CPU =
      Setting.flag(
          "per_cpu", false, "Whether `system.cpu.time` is split by logical CPU instead of summed.");

  static final Setting<Boolean> UTILIZATION =
      Setting.flag("utilization", false, "Whether `system.cpu.utilization` is measured.");

  static final Setting<Boolean> CONTEXT_SWITCHES =
      Setting.flag(
          "context_switches",
          false,
          "Whether `process.context_switches` is measured; reads one more file per process.");

  private CpuSettings() {}

  /** All of them, in the order of the README. */
  static List<Setting<?>> all() {
    return List.of(PER_CPU, UTILIZATION, CONTEXT_SWITCHES);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import dev.remora.api.Setting;
import java.util.List;

/** Every setting of this sampler. */
final class MemorySettings {
  static final Setting<Boolean> PAGING_FAULTS =
      Setting.flag(
          "paging_faults",
          false,
          "Whether `process.paging.faults` is measured; reads one more file per process.");

  static final Setting<String> FILESYSTEM =
      Setting.text(
          "filesystem", "/tmp", "A folder of the file system whose space is measured.");

  private MemorySettings() {}

  /** All of them, in the order of the README. */
  static List<Setting<?>> all() {
    return List.of(PAGING_FAULTS, FILESYSTEM);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import dev.remora.api.MetricRecorder;
import dev.remora.api.PluginLog;
import dev.remora.api.telemetry.Attributes;

/** Space for temporary files: used, free and what is kept for root, which add up to the limit. */
final class FileSystemSpace {
  private static final String STATE = "system.filesystem.state";

  private final DiskSpace disk;
  private final String path;
  private final PluginLog log;
  private final Attributes mountpoint;
  private final Attributes used;
  private final Attributes free;
  private final Attributes reserved;
  private boolean announced;

  FileSystemSpace(DiskSpace disk, String path, PluginLog log) {
    this.disk = disk;
    this.path = path;
    this.log = log;
    mountpoint = Attributes.of("system.filesystem.mountpoint", path);
    used = mountpoint.with(STATE, "used");
    free = mountpoint.with(STATE, "free");
    reserved = mountpoint.with(STATE, "reserved");
  }

  void sample(MetricRecorder recorder) {
    long total = disk.total();
    if (total <= 0) {
      log.warn(
          "space of "
              + path
              + " cannot be read, expected a folder; system.filesystem.* is left out while that is"
              + " so");
      return;
    }
    if (!announced) {
      announced = true;
      recorder.record(MemoryMetrics.FILESYSTEM_LIMIT, mountpoint, total);
    }
    // Three calls, between which files grow and shrink: bounds keep the sum right.
    long unallocated = Math.clamp(disk.unallocated(), 0, total);
    long usable = Math.clamp(disk.usable(), 0, unallocated);
    recorder.record(MemoryMetrics.FILESYSTEM_USAGE, used, total - unallocated);
    recorder.record(MemoryMetrics.FILESYSTEM_USAGE, free, usable);
    recorder.record(MemoryMetrics.FILESYSTEM_USAGE, reserved, unallocated - usable);
  }
}

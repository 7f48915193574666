// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import dev.remora.api.MetricRecorder;
import dev.remora.api.PluginLog;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcScanner;
import dev.remora.api.telemetry.Attributes;

/**
 * The sandbox as a whole. Used is what is not available (OpenTelemetry semantic conventions 1.44.0,
 * {@code system.memory.state}), so cached and free memory are in part used memory, too.
 */
final class SystemMemory {
  private static final String STATE = "system.memory.state";
  private static final Attributes USED = Attributes.of(STATE, "used");
  private static final Attributes FREE = Attributes.of(STATE, "free");
  private static final Attributes BUFFERS = Attributes.of(STATE, "buffers");
  private static final Attributes CACHED = Attributes.of(STATE, "cached");

  private final PluginLog log;
  private final byte[] buffer = new byte[4096];
  private final ProcScanner scanner = new ProcScanner();
  private final MemInfo memory = new MemInfo();
  private boolean announced;

  SystemMemory(PluginLog log) {
    this.log = log;
  }

  void sample(ProcFiles proc, MetricRecorder recorder) {
    if (!memory.read(scanner.over(buffer, proc.read("meminfo", buffer)))) {
      log.warn(
          "/proc/meminfo cannot be read, expected lines such as \"MemTotal: 1024 kB\";"
              + " system.memory.* waits for the next good reading");
      return;
    }
    if (!announced) {
      announced = true;
      recorder.record(MemoryMetrics.LIMIT, Attributes.none(), memory.total);
    }
    long used = Math.max(0, memory.total - memory.available);
    recorder.record(MemoryMetrics.USAGE, USED, used);
    recorder.record(MemoryMetrics.USAGE, FREE, memory.free);
    recorder.record(MemoryMetrics.USAGE, BUFFERS, memory.buffers);
    if (memory.cached >= 0) {
      recorder.record(MemoryMetrics.USAGE, CACHED, memory.cached);
    }
    recorder.record(MemoryMetrics.AVAILABLE, Attributes.none(), memory.available);
    recorder.record(MemoryMetrics.UTILIZATION, USED, (double) used / memory.total);
  }
}

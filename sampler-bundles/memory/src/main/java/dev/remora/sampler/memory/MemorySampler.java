// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import dev.remora.api.MetricRecorder;
import dev.remora.api.Observation;
import dev.remora.api.PluginContext;
import dev.remora.api.PluginLog;
import dev.remora.api.Sampler;
import dev.remora.api.SamplerPlugin;

/** Memory of the sandbox and of its processes, open descriptors, space for temporary files. */
@SamplerPlugin("memory")
public final class MemorySampler implements Sampler {
  private final PluginLog log;
  private final SystemMemory system;
  private final ResidentMemory resident = new ResidentMemory();
  private final Descriptors descriptors = new Descriptors();
  private final PageFaults pageFaults;
  private final FileSystemSpace fileSystem;

  /** The sampler as the agent makes it. */
  public MemorySampler(PluginContext context) {
    this(context, DiskSpace.of(context.get(MemorySettings.FILESYSTEM)));
  }

  /**
   * @param disk the file system that is measured
   */
  MemorySampler(PluginContext context, DiskSpace disk) {
    log = context.log();
    system = new SystemMemory(log);
    pageFaults = context.get(MemorySettings.PAGING_FAULTS) ? new PageFaults() : null;
    fileSystem = new FileSystemSpace(disk, context.get(MemorySettings.FILESYSTEM), log);
  }

  @Override
  public void sample(Observation observation, MetricRecorder recorder) {
    system.sample(observation.proc(), recorder);
    if (!observation.live()) {
      return; // A reading of the start script: the rest would be of another time.
    }
    fileSystem.sample(recorder);
    if (observation.proc().processes().isEmpty()) {
      log.warn("no process can be listed; process.* metrics are left out");
      return;
    }
    resident.sample(observation.proc(), recorder);
    descriptors.sample(observation, recorder);
    if (pageFaults != null) {
      pageFaults.sample(observation.proc(), recorder);
    }
  }
}

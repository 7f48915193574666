// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.MetricRecorder;
import dev.remora.api.Observation;
import dev.remora.api.PluginContext;
import dev.remora.api.Sampler;
import dev.remora.api.SamplerPlugin;

/** Where CPU time went, by mode and by whose it was, and how much of the allotted share that is. */
@SamplerPlugin("cpu")
public final class CpuSampler implements Sampler {
  private final SystemCpu system;
  private final ProcessCpu processes;

  /** The sampler as the agent makes it. */
  public CpuSampler(PluginContext context) {
    this(context, Runtime.getRuntime().availableProcessors());
  }

  /**
   * @param assumedCpus how many CPUs are taken to be visible until {@code /proc/stat} has told: a
   *     reading of the start script holds only the sum of all
   */
  CpuSampler(PluginContext context, int assumedCpus) {
    system = new SystemCpu(context, assumedCpus);
    processes = new ProcessCpu(context);
  }

  @Override
  public void sample(Observation observation, MetricRecorder recorder) {
    system.sample(observation, recorder);
    processes.sample(observation, recorder);
  }

  @Override
  public void close() {
    system.close();
  }
}

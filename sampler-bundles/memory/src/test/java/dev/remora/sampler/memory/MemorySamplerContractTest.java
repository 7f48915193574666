// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import dev.remora.api.PluginContext;
import dev.remora.api.Sampler;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcessRole;
import dev.remora.api.telemetry.Instrument;
import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.MemoryProcFiles;
import dev.remora.testkit.SamplerContract;
import java.util.List;

class MemorySamplerContractTest extends SamplerContract {
  @Override
  protected Sampler sampler() {
    return sampler(
        new FakePluginContext("memory").with("REMORA_MEMORY_PAGING_FAULTS", "true"));
  }

  @Override
  protected Sampler sampler(PluginContext context) {
    return new MemorySampler(context);
  }

  @Override
  protected List<Instrument> instruments() {
    return MemoryMetrics.all();
  }

  @Override
  protected ProcFiles proc(int reading) {
    long n = 50L * reading;
    return new MemoryProcFiles()
        .put(
            "meminfo",
            "MemTotal: 9000 kB\nMemFree: "
                + (1000 + n)
                + " kB\nMemAvailable: 5000 kB\nBuffers: 100 kB\nCached: 3000 kB\n"
                + "SReclaimable: 200 kB\n")
        .put("20/statm", "500 " + (100 + n) + " 10 1 0 50 0\n")
        .put("30/statm", "900 700 10 1 0 50 0\n")
        .put("20/stat", stat(20, n, 100))
        .put("30/stat", stat(30, 2 * n, 200))
        .descriptors(20, 7 + reading)
        .descriptors(30, 40)
        .process(20, ProcessRole.FUNCTION)
        .process(30, ProcessRole.AGENT);
  }

  private static String stat(int pid, long faults, long startTime) {
    return pid
        + " (name) S 1 1 1 0 -1 0 "
        + faults
        + " 0 "
        + faults
        + " 0 0 0 0 0 20 0 1 0 "
        + startTime
        + " 0 0\n";
  }
}

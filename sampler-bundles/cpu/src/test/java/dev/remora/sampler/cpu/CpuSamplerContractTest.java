// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import static dev.remora.sampler.cpu.Fixtures.stat;
import static dev.remora.sampler.cpu.Fixtures.ticks;

import dev.remora.api.PluginContext;
import dev.remora.api.Sampler;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcessRole;
import dev.remora.api.telemetry.Instrument;
import dev.remora.testkit.FakePluginContext;
import dev.remora.testkit.MemoryProcFiles;
import dev.remora.testkit.SamplerContract;
import java.util.List;

class CpuSamplerContractTest extends SamplerContract {
  @Override
  protected Sampler sampler() {
    return sampler(
        new FakePluginContext("cpu")
            .with("REMORA_CPU_UTILIZATION", "true")
            .with("REMORA_CPU_CONTEXT_SWITCHES", "true"));
  }

  @Override
  protected Sampler sampler(PluginContext context) {
    return new CpuSampler(context);
  }

  @Override
  protected List<Instrument> instruments() {
    return CpuMetrics.all();
  }

  @Override
  protected ProcFiles proc(int reading) {
    long n = 50L * reading;
    String numbers = " " + (100 + n) + " 0 " + (50 + n) + " " + (1000 + n) + " 1 2 3 4 0 0\n";
    return new MemoryProcFiles()
        .put("stat", "cpu " + numbers + "cpu0" + numbers + "intr 1 2 3\n")
        .put("uptime", (500 + reading) + ".00 1.00\n")
        .put("20/stat", stat(20, 1, ticks(10 + n, 5 + n, n, n), 3, 100))
        .put("20/status", "voluntary_ctxt_switches:\t" + n + "\nnonvoluntary_ctxt_switches:\t1\n")
        .put("30/stat", stat(30, 1, ticks(1 + n, 2, 0, 0), 9, 49_999 + 100L * reading))
        .process(20, ProcessRole.FUNCTION)
        .process(30, ProcessRole.AGENT);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import dev.remora.api.MetricRecorder;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcScanner;
import dev.remora.api.proc.SandboxProcess;
import dev.remora.api.telemetry.Attributes;
import java.util.Arrays;
import java.util.List;

/** Resident memory by role, from the second number of {@code /proc/<pid>/statm}. */
final class ResidentMemory {
  private final byte[] buffer = new byte[256];
  private final ProcScanner scanner = new ProcScanner();
  private final ProcessPaths paths = new ProcessPaths("/statm");
  private final Attributes[] attributes = MemoryMetrics.byRole();
  private final long[] pages = new long[MemoryMetrics.ROLES];

  void sample(ProcFiles proc, MetricRecorder recorder) {
    Arrays.fill(pages, 0);
    List<SandboxProcess> processes = proc.processes();
    for (int i = 0; i < processes.size(); i++) {
      SandboxProcess process = processes.get(i);
      scanner.over(buffer, proc.read(paths.of(i, process.pid()), buffer));
      scanner.skipWords(1);
      long resident = scanner.nextNumber();
      if (resident > 0 && resident < Integer.MAX_VALUE) { // else it has ended, or is garbled
        pages[process.role().ordinal()] += resident;
      }
    }
    int pageBytes = proc.constants().pageBytes();
    for (int role = 0; role < pages.length; role++) {
      recorder.record(MemoryMetrics.PROCESS_USAGE, attributes[role], pages[role] * pageBytes);
    }
  }
}

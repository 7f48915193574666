// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.MetricRecorder;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcScanner;
import dev.remora.api.proc.ProcessRole;
import dev.remora.api.telemetry.Attributes;

/**
 * Context switches by role, from the last two lines of {@code /proc/<pid>/status}. The kernel
 * counts there for the main thread alone, unlike in {@code stat}.
 */
final class ContextSwitches {
  private static final int ROLES = ProcessRole.values().length;
  private static final String TYPE = "process.context_switch.type";

  private final byte[] buffer = new byte[4096];
  private final ProcScanner scanner = new ProcScanner();
  private final Attributes[] voluntaryAttributes = CpuMetrics.byRoleAnd(TYPE, "voluntary");
  private final Attributes[] involuntaryAttributes = CpuMetrics.byRoleAnd(TYPE, "involuntary");
  private final long[] voluntary = new long[ROLES];
  private final long[] involuntary = new long[ROLES];

  /**
   * Takes one reading of all living processes.
   *
   * @param recorder null when this is the baseline
   */
  void sample(ProcFiles proc, ProcessTable table, MetricRecorder recorder) {
    for (int role = 0; role < ROLES; role++) {
      voluntary[role] = 0;
      involuntary[role] = 0;
    }
    for (int i = 0; i < table.size(); i++) {
      TrackedProcess process = table.living(i);
      if (process != null) {
        read(proc, process);
      }
    }
    if (recorder != null) {
      for (int role = 0; role < ROLES; role++) {
        recorder.record(CpuMetrics.CONTEXT_SWITCHES, voluntaryAttributes[role], voluntary[role]);
        recorder.record(
            CpuMetrics.CONTEXT_SWITCHES, involuntaryAttributes[role], involuntary[role]);
      }
    }
  }

  private void read(ProcFiles proc, TrackedProcess process) {
    scanner.over(buffer, proc.read(process.statusPath, buffer));
    long nowVoluntary = -1;
    long nowInvoluntary = -1;
    do {
      if (scanner.skip("voluntary_ctxt_switches:")) {
        nowVoluntary = scanner.nextNumber();
      } else if (scanner.skip("nonvoluntary_ctxt_switches:")) {
        nowInvoluntary = scanner.nextNumber();
      }
    } while (scanner.nextLine());
    int role = process.role.ordinal();
    voluntary[role] += gain(nowVoluntary, process.voluntary);
    involuntary[role] += gain(nowInvoluntary, process.involuntary);
    process.voluntary = nowVoluntary;
    process.involuntary = nowInvoluntary;
  }

  private static long gain(long now, long before) {
    return before < 0 ? 0 : Math.max(0, now - before);
  }
}

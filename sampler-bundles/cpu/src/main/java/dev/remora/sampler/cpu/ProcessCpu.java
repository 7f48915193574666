// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.MetricRecorder;
import dev.remora.api.Observation;
import dev.remora.api.PluginContext;
import dev.remora.api.PluginLog;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcScanner;
import dev.remora.api.proc.ProcessRole;
import dev.remora.api.telemetry.Attributes;

/** The processes by role: CPU time, threads and, where wanted, context switches. */
final class ProcessCpu {
  private static final int ROLES = ProcessRole.values().length;

  private final PluginLog log;
  private final ContextSwitches contextSwitches;
  private final Attributes[] roleAttributes = CpuMetrics.byRole();
  private final Attributes[] userAttributes = CpuMetrics.byRoleAnd("cpu.mode", "user");
  private final Attributes[] systemAttributes = CpuMetrics.byRoleAnd("cpu.mode", "system");

  private final byte[] buffer = new byte[128];
  private final ProcScanner scanner = new ProcScanner();
  private final ProcessTable table = new ProcessTable();
  private final long[] user = new long[ROLES];
  private final long[] system = new long[ROLES];
  private final long[] threads = new long[ROLES];
  private long sinceTicks = -1;
  private boolean hasBaseline;

  ProcessCpu(PluginContext context) {
    log = context.log();
    contextSwitches = context.get(CpuSettings.CONTEXT_SWITCHES) ? new ContextSwitches() : null;
  }

  void sample(Observation observation, MetricRecorder recorder) {
    ProcFiles proc = observation.proc();
    if (sinceTicks < 0) {
      sinceTicks = uptimeTicks(proc);
    }
    if (proc.processes().isEmpty()) {
      if (observation.live()) {
        log.warn("no process can be listed; process.* metrics are left out");
      }
      return;
    }
    // Whoever is there at the first listing has a past that is not ours to count.
    table.update(proc, hasBaseline ? sinceTicks : Long.MAX_VALUE);
    sumUp();
    for (int role = 0; role < ROLES; role++) {
      if (hasBaseline) {
        recordTimes(recorder, role, proc.constants().ticksPerSecond());
      }
      recorder.record(CpuMetrics.THREADS, roleAttributes[role], threads[role]);
    }
    if (contextSwitches != null) {
      contextSwitches.sample(proc, table, hasBaseline ? recorder : null);
    }
    hasBaseline = true;
  }

  private void sumUp() {
    for (int role = 0; role < ROLES; role++) {
      user[role] = 0;
      system[role] = 0;
      threads[role] = 0;
    }
    for (int i = 0; i < table.size(); i++) {
      TrackedProcess process = table.living(i);
      if (process != null) {
        int role = process.role.ordinal();
        user[role] += process.userGain();
        system[role] += process.systemGain();
        threads[role] += process.last.threads;
      }
    }
  }

  private void recordTimes(MetricRecorder recorder, int role, int ticksPerSecond) {
    recorder.record(
        CpuMetrics.PROCESS_TIME, userAttributes[role], (double) user[role] / ticksPerSecond);
    recorder.record(
        CpuMetrics.PROCESS_TIME, systemAttributes[role], (double) system[role] / ticksPerSecond);
  }

  /**
   * Time since boot in the unit of a process's start time; beyond all start times when it cannot be
   * read, so that no process is taken for a new one by mistake.
   */
  private long uptimeTicks(ProcFiles proc) {
    scanner.over(buffer, proc.read("uptime", buffer));
    long seconds = scanner.nextNumber();
    long hundredths = scanner.skip(".") ? scanner.nextNumber() : -1;
    if (seconds < 0 || seconds > Integer.MAX_VALUE || hundredths < 0) {
      log.warn(
          "/proc/uptime cannot be read, expected seconds with two decimals; CPU time before a"
              + " new process is first seen is left out");
      return Long.MAX_VALUE;
    }
    int ticksPerSecond = proc.constants().ticksPerSecond();
    return seconds * ticksPerSecond + hundredths * ticksPerSecond / 100;
  }
}

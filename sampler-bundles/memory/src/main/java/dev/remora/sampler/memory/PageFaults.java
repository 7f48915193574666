// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import dev.remora.api.MetricRecorder;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcScanner;
import dev.remora.api.proc.SandboxProcess;
import dev.remora.api.telemetry.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Page faults by type and role, from {@code /proc/<pid>/stat} (proc_pid_stat(5)). A process is its
 * pid and start time; one that began after the first reading is counted from its birth.
 */
final class PageFaults {
  private static final String TYPE = "system.paging.fault.type";

  private final byte[] buffer = new byte[1024];
  private final ProcScanner scanner = new ProcScanner();
  private final Attributes[] minorAttributes = MemoryMetrics.byRole();
  private final Attributes[] majorAttributes = MemoryMetrics.byRole();
  private final long[] minor = new long[MemoryMetrics.ROLES];
  private final long[] major = new long[MemoryMetrics.ROLES];
  private List<FaultingProcess> known = new ArrayList<>();
  private List<FaultingProcess> present = new ArrayList<>();
  private boolean hasBaseline;

  /** When the youngest process of the first reading began. */
  private long baselineStartTime = -1;

  PageFaults() {
    for (int role = 0; role < MemoryMetrics.ROLES; role++) {
      minorAttributes[role] = minorAttributes[role].with(TYPE, "minor");
      majorAttributes[role] = majorAttributes[role].with(TYPE, "major");
    }
  }

  void sample(ProcFiles proc, MetricRecorder recorder) {
    Arrays.fill(minor, 0);
    Arrays.fill(major, 0);
    present.clear();
    List<SandboxProcess> processes = proc.processes();
    for (int i = 0; i < processes.size(); i++) {
      SandboxProcess process = processes.get(i);
      FaultingProcess one = find(process.pid(), i);
      present.add(one);
      if (read(proc, one)) {
        minor[process.role().ordinal()] += one.minorGain;
        major[process.role().ordinal()] += one.majorGain;
      }
    }
    List<FaultingProcess> free = known;
    known = present;
    present = free;
    if (hasBaseline) {
      for (int role = 0; role < minor.length; role++) {
        recorder.record(MemoryMetrics.PAGING_FAULTS, minorAttributes[role], minor[role]);
        recorder.record(MemoryMetrics.PAGING_FAULTS, majorAttributes[role], major[role]);
      }
    }
    hasBaseline = true;
  }

  /** Reads a process; false when it has ended or the file is garbled. */
  private boolean read(ProcFiles proc, FaultingProcess process) {
    // The name of the command stands in parentheses and may hold blanks and parentheses itself.
    if (!scanner.over(buffer, proc.read(process.statPath, buffer)).skipPastLast(')')) {
      return false;
    }
    scanner.skipWords(7); // 3 state … 9 flags
    long minorFaults = scanner.nextNumber(); // 10
    scanner.skipWords(1); // 11 those of reaped children
    long majorFaults = scanner.nextNumber(); // 12
    scanner.skipWords(9); // 13 … 21
    long startTime = scanner.nextNumber(); // 22
    if (minorFaults < 0 || majorFaults < 0 || startTime < 0) {
      return false;
    }
    if (!hasBaseline) {
      baselineStartTime = Math.max(baselineStartTime, startTime);
    }
    process.advance(startTime, minorFaults, majorFaults, startTime > baselineStartTime);
    return true;
  }

  /** The entry of a pid: usually where it stood in the reading before. */
  private FaultingProcess find(int pid, int expected) {
    int size = known.size();
    for (int step = 0; step < size; step++) {
      FaultingProcess one = known.get((expected + step) % size);
      if (one.pid == pid) {
        return one;
      }
    }
    return new FaultingProcess(pid);
  }
}

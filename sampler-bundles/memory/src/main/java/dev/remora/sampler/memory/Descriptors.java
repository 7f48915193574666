// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import dev.remora.api.MetricRecorder;
import dev.remora.api.Observation;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.SandboxProcess;
import dev.remora.api.telemetry.Attributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Open descriptors by role. Counting them is dear on older kernels, so it is done at the edges of
 * invocations and once a second.
 */
final class Descriptors {
  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  private final Attributes[] attributes = MemoryMetrics.byRole();
  private final long[] counts = new long[MemoryMetrics.ROLES];

  /** Of each role, how many processes there are and how many of them let us look. */
  private final int[] listed = new int[MemoryMetrics.ROLES];

  private final int[] counted = new int[MemoryMetrics.ROLES];
  private boolean countedBefore;
  private long countedNanos;

  void sample(Observation observation, MetricRecorder recorder) {
    long now = observation.monotonicNanos();
    if (observation.cause() == Observation.Cause.TICK
        && countedBefore
        && now - countedNanos < NANOS) {
      return;
    }
    countedBefore = true;
    countedNanos = now;
    count(observation.proc());
    for (int role = 0; role < counts.length; role++) {
      // Where nobody of a role lets us look, nothing is known: that is not zero.
      if (counted[role] > 0 || listed[role] == 0) {
        recorder.record(MemoryMetrics.DESCRIPTORS, attributes[role], counts[role]);
      }
    }
  }

  private void count(ProcFiles proc) {
    Arrays.fill(counts, 0);
    Arrays.fill(listed, 0);
    Arrays.fill(counted, 0);
    List<SandboxProcess> processes = proc.processes();
    for (int i = 0; i < processes.size(); i++) {
      int role = processes.get(i).role().ordinal();
      int count = proc.descriptors(processes.get(i).pid());
      listed[role]++;
      if (count >= 0) {
        counted[role]++;
        counts[role] += count;
      }
    }
  }
}

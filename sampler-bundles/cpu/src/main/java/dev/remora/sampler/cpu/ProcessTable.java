// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcScanner;
import dev.remora.api.proc.SandboxProcess;
import java.util.ArrayList;
import java.util.List;

/**
 * Follows processes from round to round. A process is its pid and start time; one that has ended is
 * dropped, and what it used since its last reading is found in the times of reaped children of the
 * one that waited for it.
 *
 * <p>A child's whole life appears there at once when it is reaped, also the part that was counted
 * while it lived. So its last reading is taken off what its parent gained in that way.
 */
final class ProcessTable {
  private static final int BUFFER_BYTES = 1024;

  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ProcScanner scanner = new ProcScanner();
  private final ProcessStat stat = new ProcessStat();
  private final List<TrackedProcess> tracked = new ArrayList<>();
  private long round;
  private int cursor;

  /**
   * Reads all listed processes. Afterwards the {@linkplain #living living} ones hold their gains.
   *
   * @param sinceTicks boot time in ticks from which on a process that was not known is new, so that
   *     all it ever used counts; of older ones the first reading is a baseline
   */
  void update(ProcFiles proc, long sinceTicks) {
    round++;
    cursor = 0;
    List<SandboxProcess> listed = proc.processes();
    for (int i = 0; i < listed.size(); i++) {
      SandboxProcess process = listed.get(i);
      TrackedProcess known = find(process.pid());
      if (known != null) {
        known.listedRound = round;
      }
      if (!read(proc, known == null ? process.pid() + "/stat" : known.statPath)) {
        continue; // ended since it was listed, or cannot be read now
      }
      if (known != null && known.last.startTime == stat.startTime) {
        known.begin(round, process.role());
        known.advance(stat);
      } else {
        add(process, sinceTicks);
      }
    }
    settleEnded(proc);
  }

  /** Number of entries, for use with {@link #living}. */
  int size() {
    return tracked.size();
  }

  /** The {@code i}-th entry if it was found alive in this round, else null. */
  TrackedProcess living(int i) {
    TrackedProcess process = tracked.get(i);
    return process.round == round ? process : null;
  }

  private boolean read(ProcFiles proc, String path) {
    return stat.read(scanner.over(buffer, proc.read(path, buffer)));
  }

  private void add(SandboxProcess process, long sinceTicks) {
    TrackedProcess added = new TrackedProcess(process.pid());
    added.begin(round, process.role());
    if (stat.startTime >= sinceTicks) {
      added.startFromBirth(stat);
    } else {
      added.last.set(stat);
    }
    tracked.add(added);
  }

  /**
   * Takes what ended off the times of reaped children. An entry is dropped when it is no longer
   * listed either: what could not be read for a moment only goes on where it was.
   */
  private void settleEnded(ProcFiles proc) {
    for (int i = 0; i < tracked.size(); i++) {
      TrackedProcess process = tracked.get(i);
      if (process.round != round && !process.settled) {
        process.settled = true;
        settle(process, proc);
      }
    }
    int kept = 0;
    for (int i = 0; i < tracked.size(); i++) {
      TrackedProcess process = tracked.get(i);
      if (process.round == round || process.listedRound == round) {
        tracked.set(kept++, process);
      }
    }
    while (tracked.size() > kept) {
      tracked.remove(tracked.size() - 1);
    }
  }

  private void settle(TrackedProcess ended, ProcFiles proc) {
    TrackedProcess parent = livingAncestor(ended);
    if (parent != null) {
      // It may have been reaped after its parent was read: read the parent once more.
      if (read(proc, parent.statPath) && stat.startTime == parent.last.startTime) {
        parent.advance(stat);
      }
      parent.reaped(ended.last);
    }
  }

  /**
   * The nearest living ancestor: who ended together with its parent was reaped by that one first.
   */
  private TrackedProcess livingAncestor(TrackedProcess process) {
    TrackedProcess ancestor = process;
    for (int steps = 0; steps < tracked.size(); steps++) {
      ancestor = find(ancestor.last.parentPid);
      if (ancestor == null || ancestor.round == round) {
        return ancestor;
      }
    }
    return null;
  }

  /**
   * The entry of a pid. Processes are usually listed in the same order each time, so the search
   * goes on where the last one ended.
   */
  private TrackedProcess find(int pid) {
    int size = tracked.size();
    for (int step = 0; step < size; step++) {
      int i = cursor + step < size ? cursor + step : cursor + step - size;
      if (tracked.get(i).pid == pid) {
        cursor = i + 1 < size ? i + 1 : 0;
        return tracked.get(i);
      }
    }
    return null;
  }
}

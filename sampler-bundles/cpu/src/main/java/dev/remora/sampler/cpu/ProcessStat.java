// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.proc.ProcScanner;

/** What one reading of {@code /proc/<pid>/stat} says (proc_pid_stat(5)); times in ticks. */
final class ProcessStat {
  int parentPid;
  long user;
  long system;
  long childrenUser;
  long childrenSystem;
  long threads;

  /** When the process began, since boot: with the pid its identity. */
  long startTime;

  /**
   * Reads the file. The name of the command stands in parentheses and may hold blanks and
   * parentheses itself, so fields are counted from the last one.
   *
   * @return false, with unusable content, when the file is not there or garbled
   */
  boolean read(ProcScanner file) {
    if (!file.skipPastLast(')')) {
      return false;
    }
    file.skipWords(1); // 3 state
    long parent = file.nextNumber(); // 4
    file.skipWords(9); // 5 pgrp … 13 cmajflt
    user = file.nextNumber(); // 14
    system = file.nextNumber(); // 15
    childrenUser = file.nextNumber(); // 16, reaped children and what they had reaped
    childrenSystem = file.nextNumber(); // 17
    file.skipWords(2); // 18 priority, 19 nice
    threads = file.nextNumber(); // 20
    file.skipWords(1); // 21 itrealvalue
    startTime = file.nextNumber(); // 22
    parentPid = (int) parent;
    return parent >= 0
        && user >= 0
        && system >= 0
        && childrenUser >= 0
        && childrenSystem >= 0
        && threads >= 0
        && startTime >= 0;
  }

  /** Takes over what another reading says. */
  void set(ProcessStat other) {
    parentPid = other.parentPid;
    user = other.user;
    system = other.system;
    childrenUser = other.childrenUser;
    childrenSystem = other.childrenSystem;
    threads = other.threads;
    startTime = other.startTime;
  }
}

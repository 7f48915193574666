// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

/** A process whose page faults are followed from reading to reading. */
final class FaultingProcess {
  final int pid;
  final String statPath;

  /** What the last reading added. */
  long minorGain;

  long majorGain;

  private long startTime = -1;
  private long minor;
  private long major;

  FaultingProcess(int pid) {
    this.pid = pid;
    this.statPath = pid + "/stat";
  }

  /**
   * Takes a reading.
   *
   * @param began when the process began: another time is another process
   * @param young whether all faults of a process not met before count, because it began after us
   */
  void advance(long began, long minorFaults, long majorFaults, boolean young) {
    boolean same = began == startTime;
    if (!same && young) {
      minor = 0;
      major = 0;
    }
    boolean counts = same || young;
    minorGain = counts ? Math.max(0, minorFaults - minor) : 0;
    majorGain = counts ? Math.max(0, majorFaults - major) : 0;
    startTime = began;
    minor = minorFaults;
    major = majorFaults;
  }
}

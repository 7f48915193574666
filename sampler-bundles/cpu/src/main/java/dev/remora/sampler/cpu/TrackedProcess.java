// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.proc.ProcessRole;

/** A process that is followed from sample to sample, and what it gained in the current round. */
final class TrackedProcess {
  final int pid;
  final String statPath;
  final String statusPath;
  final ProcessStat last = new ProcessStat();
  ProcessRole role = ProcessRole.OTHER;

  /** The round in which it was last found alive. */
  long round;

  /** The round in which it was last listed. */
  long listedRound;

  /** Whether it has ended and its last reading was taken off its parent's gain. */
  boolean settled;

  /** Gained since the previous round by itself. */
  long user;

  long system;

  /** Gained since the previous round in the times of reaped children. */
  long childrenUser;

  long childrenSystem;

  /** Which part of that was counted already while those children lived. */
  long countedUser;

  long countedSystem;

  /** Context switches so far; -1 while unknown. */
  long voluntary = -1;

  long involuntary = -1;

  TrackedProcess(int pid) {
    this.pid = pid;
    this.statPath = pid + "/stat";
    this.statusPath = pid + "/status";
  }

  /** Begins a round. */
  void begin(long newRound, ProcessRole newRole) {
    round = newRound;
    settled = false;
    role = newRole;
    user = 0;
    system = 0;
    childrenUser = 0;
    childrenSystem = 0;
    countedUser = 0;
    countedSystem = 0;
  }

  /** Takes a new reading of the same process. A counter that went down gains nothing. */
  void advance(ProcessStat now) {
    user += Math.max(0, now.user - last.user);
    system += Math.max(0, now.system - last.system);
    childrenUser += Math.max(0, now.childrenUser - last.childrenUser);
    childrenSystem += Math.max(0, now.childrenSystem - last.childrenSystem);
    last.set(now);
  }

  /** Takes the first reading of a process that began after we did: all of it is gain. */
  void startFromBirth(ProcessStat now) {
    user = now.user;
    system = now.system;
    childrenUser = now.childrenUser;
    childrenSystem = now.childrenSystem;
    voluntary = 0;
    involuntary = 0;
    last.set(now);
  }

  /** Learns that a process whose last reading was this one has ended below it. */
  void reaped(ProcessStat gone) {
    countedUser += gone.user + gone.childrenUser;
    countedSystem += gone.system + gone.childrenSystem;
  }

  /** User ticks of this round, those of reaped children included. */
  long userGain() {
    return user + (ownsItsChildren() ? Math.max(0, childrenUser - countedUser) : 0);
  }

  /** System ticks of this round, those of reaped children included. */
  long systemGain() {
    return system + (ownsItsChildren() ? Math.max(0, childrenSystem - countedSystem) : 0);
  }

  /** The platform's own process reaps whatever dies in the sandbox: that says nothing about it. */
  private boolean ownsItsChildren() {
    return role != ProcessRole.OTHER;
  }
}

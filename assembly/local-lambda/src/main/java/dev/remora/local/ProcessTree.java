// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Everything that runs in the environment, found in {@code /proc}: the process groups that were
 * started, their descendants whatever group or session they have moved to, and whoever carries the
 * environment's own {@code AWS_LAMBDA_RUNTIME_API}. Methods are called by one thread at a time.
 */
final class ProcessTree {

  private static final long STEP_NANOS = 200_000;
  private static final int LOOKS = 50;
  private static final long ZOMBIE_NANOS = 250_000_000;

  private final Posix posix;
  private final Path proc;
  private final byte[] mark;
  private final long self = ProcessHandle.current().pid();
  private final Set<Integer> groups = new HashSet<>();
  private final Set<Integer> waitedFor = new HashSet<>();

  /** Processes that stand still for good, whatever else runs again. */
  private final Set<Integer> held = new HashSet<>();

  /** Start times of processes seen, to tell a process from a later one with the same id. */
  private final Map<Integer, Long> ours = new HashMap<>();

  private final Map<Integer, Long> foreign = new HashMap<>();

  /** How often a process without environment was looked at. */
  private final Map<Integer, Integer> looks = new HashMap<>();

  private boolean undecided;

  /** Since when ended children that nobody has waited for are seen; {@link System#nanoTime()}. */
  private final Map<Integer, Long> zombies = new HashMap<>();

  /**
   * Makes one.
   *
   * @param posix system calls
   * @param proc {@code /proc}
   * @param runtimeApi value of {@code AWS_LAMBDA_RUNTIME_API} in the environment
   */
  ProcessTree(Posix posix, Path proc, String runtimeApi) {
    this.posix = posix;
    this.proc = proc;
    this.mark = ("AWS_LAMBDA_RUNTIME_API=" + runtimeApi + "\0").getBytes(StandardCharsets.UTF_8);
  }

  /** A line of {@code /proc/PID/stat}. */
  private record Stat(int pid, char state, int parent, int group, long startTime) {
    boolean running() {
      return state != 'Z' && state != 'X';
    }

    boolean stopped() {
      return state == 'T' || state == 't' || !running();
    }
  }

  /** Adds a process that was started; somebody waits for its end. */
  synchronized void add(int pid) {
    groups.add(pid);
    waitedFor.add(pid);
  }

  /** Stops everything; returns whether all stood still within the limit. */
  synchronized boolean stop(long limitMs) {
    return signalUntil(Posix.SIGSTOP, limitMs, true);
  }

  /** Stops a process for good: only the end of everything ends that. */
  synchronized void hold(int pid) {
    held.add(pid);
    posix.kill(pid, Posix.SIGSTOP);
  }

  /** Lets everything run again that is not held. */
  synchronized void resume() {
    if (held.isEmpty()) {
      for (int group : groups) {
        posix.killGroup(group, Posix.SIGCONT);
      }
    }
    for (Stat member : scan()) {
      if (!held.contains(member.pid)) {
        posix.kill(member.pid, Posix.SIGCONT);
      }
    }
  }

  /** Kills everything; returns whether all were gone within the limit. */
  synchronized boolean kill(long limitMs) {
    boolean gone = signalUntil(Posix.SIGKILL, limitMs, false);
    if (gone) {
      groups.clear();
      held.clear();
      ours.clear();
    }
    return gone;
  }

  /** Process ids of everything that runs or stands still in the environment. */
  synchronized List<Integer> members() {
    return scan().stream().map(Stat::pid).toList();
  }

  private boolean signalUntil(int signal, long limitMs, boolean enoughToStop) {
    long limit = System.nanoTime() + limitMs * 1_000_000;
    for (int group : groups) {
      posix.killGroup(group, signal);
    }
    Set<Integer> before = null;
    while (true) {
      Set<Integer> found = new HashSet<>();
      List<Stat> members = scan();
      boolean done = !undecided && (enoughToStop || zombies.isEmpty());
      for (Stat member : members) {
        found.add(member.pid);
        if (!(enoughToStop && member.stopped())) {
          done = false;
          posix.kill(member.pid, signal);
        }
      }
      // One look is not enough: a process may have forked after the folder was listed, and have
      // stopped or ended before its own line was read. The next listing shows the child.
      if (done && found.equals(before)) {
        return true;
      }
      if (System.nanoTime() > limit) {
        return false;
      }
      before = done ? found : null;
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /** Finds every living member, and reaps orphans of ours that have come to us. */
  private List<Stat> scan() {
    Map<Integer, Stat> all = readAll();
    ours.keySet().retainAll(all.keySet());
    foreign.keySet().retainAll(all.keySet());
    looks.keySet().retainAll(all.keySet());
    zombies.keySet().retainAll(all.keySet());
    undecided = false;
    List<Stat> members = new ArrayList<>();
    for (Stat stat : all.values()) {
      if (isOurs(stat, all)) {
        ours.put(stat.pid, stat.startTime);
        if (stat.running()) {
          members.add(stat);
        }
      }
      if (!stat.running() && stat.parent == self && !waitedFor.contains(stat.pid)) {
        reap(stat);
      }
    }
    return members;
  }

  /**
   * Reaps an orphan that has come to us and ended: at once when it is known, after a while when
   * nobody has seen it alive. The JVM waits for children of its own, and has done so by then.
   */
  private void reap(Stat stat) {
    long now = System.nanoTime();
    Long since = zombies.putIfAbsent(stat.pid, now);
    if (ours.containsKey(stat.pid) || (since != null && now - since > ZOMBIE_NANOS)) {
      posix.reapNow(stat.pid);
      zombies.remove(stat.pid);
    }
  }

  private boolean isOurs(Stat stat, Map<Integer, Stat> all) {
    Stat current = stat;
    // The way up ends at init; the bound is for a tree that changed while it was read.
    for (int depth = 0; current != null && depth < 1_000; depth++) {
      if (current.pid == self) {
        return isMarked(stat, all);
      }
      if (groups.contains(current.group)
          || Long.valueOf(current.startTime).equals(ours.get(current.pid))) {
        return true;
      }
      current = all.get(current.parent);
    }
    return isMarked(stat, all);
  }

  private boolean isMarked(Stat stat, Map<Integer, Stat> all) {
    if (stat.pid == self || Long.valueOf(stat.startTime).equals(foreign.get(stat.pid))) {
      return false;
    }
    try {
      byte[] environment = Files.readAllBytes(proc.resolve(stat.pid + "/environ"));
      if (contains(environment, mark)) {
        return true;
      }
      boolean orphan = stat.parent == self || !all.containsKey(stat.parent);
      if (environment.length > 0) {
        foreign.put(stat.pid, stat.startTime);
      } else if (orphan && stat.running() && looks.merge(stat.pid, 1, Integer::sum) < LOOKS) {
        // An orphan in the middle of an exec: nobody can say yet whose it is.
        undecided = true;
      }
    } catch (IOException e) {
      // ended, or another user's: not ours
    }
    return false;
  }

  private Map<Integer, Stat> readAll() {
    Map<Integer, Stat> all = new HashMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path entry : entries) {
        Stat stat = read(entry);
        if (stat != null) {
          all.put(stat.pid, stat);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return all;
  }

  /** Reads pid (1), state (3), ppid (4), pgrp (5) and starttime (22); proc_pid_stat(5). */
  private static Stat read(Path process) {
    try {
      String line = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      int pid = Integer.parseInt(line.substring(0, line.indexOf(' ')));
      // The name in brackets may hold anything, brackets and spaces too.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      return new Stat(
          pid,
          fields[0].charAt(0),
          Integer.parseInt(fields[1]),
          Integer.parseInt(fields[2]),
          Long.parseLong(fields[19]));
    } catch (IOException e) {
      return null; // ended while we looked
    }
  }

  private static boolean contains(byte[] text, byte[] part) {
    for (int i = 0; i + part.length <= text.length; i++) {
      int j = 0;
      while (j < part.length && text[i + j] == part[j]) {
        j++;
      }
      if (j == part.length) {
        return true;
      }
    }
    return false;
  }
}

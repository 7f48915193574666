// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process and all that descends from it, with what the kernel counts about them. */
public final class ProcessFamily {
  /** {@code USER_HZ}: 100 wherever Linux runs Java. */
  private static final long TICK_NANOS = 10_000_000;

  private final Kernel kernel;
  private final Path proc;
  private final int root;

  /**
   * Of the process of that id.
   *
   * @param proc {@code /proc}
   */
  public ProcessFamily(Kernel kernel, Path proc, int root) {
    this.kernel = kernel;
    this.proc = proc;
    this.root = root;
  }

  /**
   * Memory in bytes; {@code /proc/PID/smaps_rollup}, proc_pid_smaps(5).
   *
   * @param resident Rss
   * @param proportional Pss
   * @param anonymous Anonymous
   */
  public record Memory(long resident, long proportional, long anonymous) {
    Memory plus(Memory other) {
      return new Memory(
          resident + other.resident,
          proportional + other.proportional,
          anonymous + other.anonymous);
    }
  }

  /** The living members, the root first. */
  public List<Integer> members() {
    List<Integer> members = new ArrayList<>();
    members.add(root);
    for (int i = 0; i < members.size(); i++) {
      members.addAll(children(members.get(i)));
    }
    return members;
  }

  private List<Integer> children(int pid) {
    List<Integer> children = new ArrayList<>();
    // Of all threads: any of them may have forked.
    for (String thread : list(proc.resolve(pid + "/task"))) {
      String line = read(proc.resolve(pid + "/task/" + thread + "/children"));
      for (String child : line.trim().split(" ")) {
        if (!child.isEmpty()) {
          children.add(Integer.valueOf(child));
        }
      }
    }
    return children;
  }

  /**
   * CPU time, user and system, of all members since they were started, in nanoseconds: exact for
   * those who live, in ticks of 10 ms for children that have been waited for.
   */
  public long cpuNanos() {
    long nanos = 0;
    for (int pid : members()) {
      nanos += kernel.cpuNanos(pid).orElse(0) + ofEndedChildren(pid);
    }
    return nanos;
  }

  /** Fields 16 and 17, cutime and cstime, of {@code /proc/PID/stat}; proc_pid_stat(5). */
  private long ofEndedChildren(int pid) {
    String line = read(proc.resolve(pid + "/stat"));
    if (line.isEmpty()) {
      return 0;
    }
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * TICK_NANOS;
  }

  /** Memory of all members together. */
  public Memory memory() {
    Memory sum = new Memory(0, 0, 0);
    for (int pid : members()) {
      sum = sum.plus(memoryOf(pid));
    }
    return sum;
  }

  /** Memory of one member; zeros when it is gone. */
  public Memory memoryOf(int pid) {
    String text = read(proc.resolve(pid + "/smaps_rollup"));
    return new Memory(bytes(text, "Rss:"), bytes(text, "Pss:"), bytes(text, "Anonymous:"));
  }

  private static long bytes(String text, String name) {
    for (String line : text.split("\n")) {
      if (line.startsWith(name)) {
        String kilobytes = line.substring(name.length(), line.lastIndexOf(" kB")).trim();
        return Long.parseLong(kilobytes) * 1024;
      }
    }
    return 0;
  }

  private static List<String> list(Path folder) {
    try (var entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      return List.of(); // ended
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // ended
    }
  }
}

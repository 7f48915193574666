// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What the processes of a sandbox may use together, by control groups: a share of the CPU that
 * follows from the function's memory size, and a number of processes and threads. Where control
 * groups may not be used it says so once and limits nothing. Made and closed by the environment's
 * thread, entered by the one that starts processes.
 *
 * <p>Source: "Lambda quotas" and "Configure Lambda function memory" of AWS's documentation.
 */
public final class ResourceLimits implements AutoCloseable {

  /** Megabytes of memory that come with one processor. */
  static final double MEGABYTES_PER_PROCESSOR = 1_769;

  /** The time within which the share of the CPU may be used; microseconds. */
  static final int PERIOD_MICROS = 20_000;

  /** Processes and threads in a sandbox. */
  static final int PROCESSES = 1_024;

  /** The kernel takes no smaller quota; microseconds. */
  private static final int LEAST_QUOTA_MICROS = 1_000;

  private final List<ControlGroup> groups = new ArrayList<>();
  private final double processors;
  private final Consumer<String> notes;
  private ControlGroup cpu;
  private boolean usable = true;
  private boolean cpuLimited;

  private ResourceLimits(double processors, Consumer<String> notes) {
    this.processors = processors;
    this.notes = notes;
  }

  /** No limits. */
  static ResourceLimits none() {
    return new ResourceLimits(0, line -> {});
  }

  /**
   * Makes the control groups of this machine; the CPU is not limited yet.
   *
   * @param name folder name of the groups, not yet used
   * @param memoryMegabytes the function's memory size
   * @param notes hears what cannot be limited, a line
   * @return the limits
   */
  public static ResourceLimits make(String name, int memoryMegabytes, Consumer<String> notes) {
    return make(Path.of("/proc/self"), Path.of("/"), name, memoryMegabytes, notes);
  }

  /**
   * The same with other places.
   *
   * @param self {@code /proc/self}
   * @param root what the mount points of control groups are resolved in, {@code /}
   */
  static ResourceLimits make(
      Path self, Path root, String name, int memoryMegabytes, Consumer<String> notes) {
    ResourceLimits limits = new ResourceLimits(memoryMegabytes / MEGABYTES_PER_PROCESSOR, notes);
    try {
      ControlGroupFolders folders = new ControlGroupFolders(self, root);
      limits.makeCpu(folders, name);
      limits.makeProcesses(folders, name);
    } catch (IOException e) {
      limits.say(e);
    }
    return limits;
  }

  private void makeCpu(ControlGroupFolders folders, String name) throws IOException {
    ControlGroup group = ControlGroup.make(folders.of("cpu"), name);
    groups.add(group);
    group.enable("cpu");
    cpu = group;
  }

  /** In version 2 a group has every controller; in version 1 each has groups of its own. */
  private void makeProcesses(ControlGroupFolders folders, String name) {
    try {
      ControlGroupFolders.Folder parent = folders.of("pids");
      ControlGroup group = cpu;
      if (!cpu.unified() || !parent.unified()) {
        group = ControlGroup.make(parent, name);
        groups.add(group);
      }
      group.enable("pids");
      group.set("pids.max", Integer.toString(PROCESSES));
    } catch (IOException e) {
      notes.accept("the number of processes is not limited (" + reason(e) + ")");
    }
  }

  /** From now on all members together have the memory size's share of the CPU. */
  public void limitCpu() {
    if (cpu == null) {
      return;
    }
    int quota = Math.max(LEAST_QUOTA_MICROS, (int) Math.round(processors * PERIOD_MICROS));
    try {
      if (cpu.unified()) {
        cpu.set("cpu.max", quota + " " + PERIOD_MICROS);
      } else {
        cpu.set("cpu.cfs_period_us", Integer.toString(PERIOD_MICROS));
        cpu.set("cpu.cfs_quota_us", Integer.toString(quota));
      }
      cpuLimited = true;
    } catch (IOException e) {
      say(e);
    }
  }

  /** Whether the share of the CPU is limited for whoever enters. */
  public boolean limitsCpu() {
    return cpuLimited && usable;
  }

  private void say(IOException why) {
    notes.accept(
        String.format(
            Locale.ROOT,
            "no control group (%s): the CPU is not limited to the %.2f processors of the memory"
                + " size",
            reason(why),
            processors));
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileSystemException known when known.getReason() == null ->
          known.getFile() + ": " + known.getClass().getSimpleName();
      default -> e.getMessage();
    };
  }

  /** The calling thread, and what it starts, is limited from now on. */
  public void enter() {
    if (!usable) {
      return;
    }
    try {
      for (ControlGroup group : groups) {
        group.enter();
      }
    } catch (IOException e) {
      usable = false;
      say(e);
    }
  }

  /** The calling thread is limited no more; what it started stays so. */
  public void leave() {
    try {
      for (ControlGroup group : groups) {
        group.leave();
      }
    } catch (IOException e) {
      notes.accept("processes are started from inside the control group: " + reason(e));
    }
  }

  /** The groups' folders. */
  public List<Path> folders() {
    return groups.stream().map(ControlGroup::folder).toList();
  }

  /** Removes the groups, whose members must have ended. */
  @Override
  public void close() {
    for (ControlGroup group : groups) {
      try {
        group.close();
      } catch (IOException e) {
        notes.accept(reason(e));
      }
    }
  }
}

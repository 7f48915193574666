// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Confines this process to some of its processor cores. What it starts inherits that, so function
 * and extensions see as many as were asked for.
 */
final class ProcessorCores {
  private final Path procStatus;

  /** Of this process; {@code procStatus} is {@code /proc/self/status}. */
  ProcessorCores(Path procStatus) {
    this.procStatus = procStatus;
  }

  /** Lets this process and what it starts use that many of its cores. */
  void confineTo(int cores) throws CommandFailure {
    String list = String.join(",", firstAllowed(cores));
    String pid = Long.toString(ProcessHandle.current().pid());
    ProcessBuilder taskset = new ProcessBuilder("taskset", "-a", "-c", "-p", list, pid);
    taskset.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try {
      if (taskset.start().waitFor() != 0) {
        throw new CommandFailure("--cores: taskset refused the cores " + list);
      }
    } catch (IOException e) {
      throw new CommandFailure("--cores needs the program taskset (util-linux): none found", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }

  /** The lowest numbers among the cores that this process may use. */
  List<String> firstAllowed(int cores) throws CommandFailure {
    List<String> allowed = allowed();
    if (allowed.size() < cores) {
      throw new CommandFailure(
          "--cores " + cores + ": this process may use " + allowed.size() + " cores");
    }
    return allowed.subList(0, cores);
  }

  private List<String> allowed() throws CommandFailure {
    try {
      for (String line : Files.readAllLines(procStatus)) {
        if (line.startsWith("Cpus_allowed_list:")) {
          return numbers(line.substring(line.indexOf(':') + 1).strip());
        }
      }
    } catch (IOException e) {
      throw new CommandFailure("--cores: cannot read " + procStatus, e);
    }
    throw new CommandFailure("--cores: " + procStatus + " names no allowed cores");
  }

  /** Reads the kernel's list form, such as {@code 0-2,5}. */
  private static List<String> numbers(String list) {
    List<String> numbers = new ArrayList<>();
    for (String range : list.split(",")) {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int last = Integer.parseInt(dash < 0 ? range : range.substring(dash + 1));
      for (int number = first; number <= last; number++) {
        numbers.add(Integer.toString(number));
      }
    }
    return numbers;
  }
}

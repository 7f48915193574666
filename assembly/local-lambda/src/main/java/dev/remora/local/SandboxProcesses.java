// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The processes of one generation by name: {@value #RUNTIME}, and each extension's file name.
 * Thread-safe.
 */
final class SandboxProcesses {

  static final String RUNTIME = "runtime";

  /** Under which name the runtime's output is heard. */
  static final String FUNCTION = "function";

  /** Stops itself and becomes what follows only when somebody lets it run again. */
  private static final List<String> STAND_STILL =
      List.of("/bin/sh", "-c", "kill -STOP $$; exec \"$@\"", "sh");

  private static final long OUTPUT_LIMIT_MS = 500;

  private final Posix posix;
  private final Spawner spawner;
  private final ProcessTree tree;
  private final SandboxEnvironment variables;
  private final BiConsumer<String, String> lines;
  private final Map<String, SandboxProcess> byName = new HashMap<>();

  /**
   * Makes one, without a process yet.
   *
   * @param posix system calls
   * @param spawner starts them
   * @param tree told of each
   * @param variables what they get as environment
   * @param lines hears their output: source and line, on several threads
   */
  SandboxProcesses(
      Posix posix,
      Spawner spawner,
      ProcessTree tree,
      SandboxEnvironment variables,
      BiConsumer<String, String> lines) {
    this.posix = posix;
    this.spawner = spawner;
    this.tree = tree;
    this.variables = variables;
    this.lines = lines;
  }

  /**
   * Starts an extension.
   *
   * @throws Posix.PosixException when it cannot be started
   */
  SandboxProcess startExtension(String name, String path) {
    return start(name, name, new Posix.Command(path, List.of(path), variables.ofExtension(), "/"));
  }

  /**
   * Starts the runtime.
   *
   * @param hanging whether it is to stand still before its first instruction
   * @throws Posix.PosixException when it cannot be started
   */
  SandboxProcess startRuntime(boolean hanging) {
    SandboxLayout layout = spawner.layout();
    List<String> command = new ArrayList<>(layout.command());
    if (hanging) {
      command.addAll(0, STAND_STILL);
    }
    return start(
        RUNTIME,
        FUNCTION,
        new Posix.Command(command.getFirst(), command, variables.ofRuntime(), layout.taskRoot()));
  }

  private SandboxProcess start(String name, String source, Posix.Command command) {
    SandboxProcess process = SandboxProcess.start(posix, spawner, command, source, lines);
    tree.add(process.pid());
    synchronized (byName) {
      byName.put(name, process);
    }
    return process;
  }

  /** The runtime; null when it has not been started. */
  SandboxProcess runtime() {
    synchronized (byName) {
      return byName.get(RUNTIME);
    }
  }

  private Map<String, SandboxProcess> all() {
    synchronized (byName) {
      return new HashMap<>(byName);
    }
  }

  /** Process ids of those that run. */
  Map<String, Integer> pids() {
    Map<String, Integer> pids = new HashMap<>();
    all()
        .forEach(
            (name, process) -> {
              if (process.alive()) {
                pids.put(name, process.pid());
              }
            });
    return pids;
  }

  /** How those ended that have. */
  Map<String, ProcessEnd> ends() {
    Map<String, ProcessEnd> ends = new HashMap<>();
    all()
        .forEach(
            (name, process) -> {
              if (!process.alive()) {
                ends.put(name, process.end());
              }
            });
    return ends;
  }

  /** Waits until what the ended processes wrote has been heard. */
  void awaitOutput() {
    new ArrayList<>(all().values()).forEach(process -> process.awaitOutput(OUTPUT_LIMIT_MS));
  }
}

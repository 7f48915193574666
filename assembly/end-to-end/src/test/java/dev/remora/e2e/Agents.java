// SPDX-License-Identifier: Apache-2.0
package dev.remora.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The agent's process, found from outside as an operator would: the start script's Java child. */
final class Agents {
  private final ProcessHandle script;

  /**
   * @param scriptPid process id of the start script
   */
  Agents(int scriptPid) {
    script = ProcessHandle.of(scriptPid).orElseThrow();
  }

  /** The agent that is alive now. */
  Optional<ProcessHandle> alive() {
    return script.children().filter(Agents::isJava).findFirst();
  }

  /** Kills the agent as the kernel would; which one that was. */
  Optional<ProcessHandle> kill() {
    Optional<ProcessHandle> agent = alive();
    agent.ifPresent(ProcessHandle::destroyForcibly);
    return agent;
  }

  private static boolean isJava(ProcessHandle process) {
    try {
      Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
      String text = Files.readString(stat);
      return text.contains("(java)") && !text.contains(") Z ");
    } catch (IOException e) {
      return false;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.Map;

/**
 * How the end of an execution environment went.
 *
 * @param reason the word that was sent, for example {@code spindown}
 * @param durationMs from the beginning of the shutdown until the last process was gone
 * @param processes end of each process, by name ({@code runtime}, or the extension's file name)
 */
public record ShutdownOutcome(String reason, double durationMs, Map<String, ProcessEnd> processes) {

  public ShutdownOutcome {
    processes = Map.copyOf(processes);
  }

  /** Whether every extension left by itself with exit code 0, as the platform counts it. */
  public boolean clean() {
    for (Map.Entry<String, ProcessEnd> end : processes.entrySet()) {
      if (!end.getKey().equals("runtime") && !end.getValue().clean()) {
        return false;
      }
    }
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.proc;

/** Whose a process is: the value of the attribute {@code remora.process.role}. */
public enum ProcessRole {
  /** The function: its runtime and all that it started. */
  FUNCTION("function"),
  /** Remora: start script and agent. */
  AGENT("agent"),
  /** The platform's own process and other extensions. */
  OTHER("other");

  private final String word;

  ProcessRole(String word) {
    this.word = word;
  }

  /** The word as it is exported. */
  public String word() {
    return word;
  }
}

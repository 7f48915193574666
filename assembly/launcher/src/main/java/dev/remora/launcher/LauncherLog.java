// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import java.io.PrintStream;

/** Writes the launcher's few lines, each with the agent's name in front. */
final class LauncherLog {
  private final PrintStream out;

  LauncherLog(PrintStream out) {
    this.out = out;
  }

  /** Writes one line. */
  void line(String text) {
    out.println("remora: " + text);
  }

  /** Writes what failed and why in one line; the causes' messages follow each other. */
  void failure(String what, Throwable failure) {
    StringBuilder line = new StringBuilder(what);
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      line.append(": ").append(cause.getClass().getSimpleName());
      if (cause.getMessage() != null) {
        line.append(' ').append(cause.getMessage().replace('\n', ' '));
      }
    }
    line(line.toString());
  }
}

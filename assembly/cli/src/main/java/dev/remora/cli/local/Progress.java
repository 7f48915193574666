// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.cli.Terminal;

/** Says what is going on, on one line of a terminal that is written anew for each phase. */
public final class Progress {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Terminal terminal;
  private String shown = "";

  /** On that terminal. */
  public Progress(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A new phase begins. Where there is no terminal, nothing is written. */
  public synchronized void phase(String text) {
    if (terminal.live()) {
      shown = text;
      terminal.err().print(CLEAR_LINE + text);
      terminal.err().flush();
    }
  }

  /** A line that stays, also where there is no terminal. From any thread. */
  synchronized void note(String text) {
    clear();
    terminal.err().println("note: " + text);
    if (!shown.isEmpty()) {
      terminal.err().print(shown);
      terminal.err().flush();
    }
  }

  /** No phase is going on any more. */
  public synchronized void done() {
    clear();
    shown = "";
  }

  private void clear() {
    if (!shown.isEmpty()) {
      terminal.err().print(CLEAR_LINE);
      terminal.err().flush();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli;

import java.io.PrintStream;
import java.util.Objects;

/**
 * Where the command writes.
 *
 * @param out results: a table for people, or JSON; not null
 * @param err everything else: progress, notes, errors; not null
 * @param live whether {@code err} is a terminal, so that a line on it may be rewritten
 */
public record Terminal(PrintStream out, PrintStream err, boolean live) {
  public Terminal {
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(err, "err");
  }

  /** Whether that stream can show these characters; an ASCII locale cannot show a bar. */
  public static boolean canShow(PrintStream stream, String characters) {
    return stream.charset().newEncoder().canEncode(characters);
  }
}

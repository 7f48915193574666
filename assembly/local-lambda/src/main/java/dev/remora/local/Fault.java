// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.Objects;
import java.util.Optional;

/**
 * Something that is made to go wrong, once.
 *
 * @param kind what
 * @param extension file name of the extension that is struck; empty: the first by name. Only for
 *     kinds that {@linkplain FaultKind#aimsAtExtension() aim at one}
 * @param invocation at which invocation of the environment, from 1
 */
public record Fault(FaultKind kind, Optional<String> extension, int invocation) {

  public Fault {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(extension, "extension");
    if (invocation < 1) {
      throw new IllegalArgumentException("invocations are counted from 1, not " + invocation);
    }
    if (extension.isPresent() && !kind.aimsAtExtension()) {
      throw new IllegalArgumentException(kind.word() + " does not strike an extension");
    }
  }

  /**
   * Reads the form {@code KIND@N} or {@code KIND:EXTENSION@N}.
   *
   * @throws IllegalArgumentException when it has another form; the message names the known kinds
   */
  public static Fault parse(String text) {
    int at = text.lastIndexOf('@');
    String[] what = text.substring(0, Math.max(at, 0)).split(":", 2);
    Optional<FaultKind> kind = FaultKind.of(what[0]);
    if (kind.isEmpty() || !text.substring(at + 1).matches("[1-9][0-9]{0,6}")) {
      throw new IllegalArgumentException(
          text
              + ": expected KIND@N or KIND:EXTENSION@N, invocation N from 1, KIND one of "
              + String.join(", ", FaultKind.words()));
    }
    return new Fault(
        kind.get(),
        what.length == 2 ? Optional.of(what[1]) : Optional.empty(),
        Integer.parseInt(text.substring(at + 1)));
  }

  @Override
  public String toString() {
    return kind.word() + extension.map(name -> ":" + name).orElse("") + "@" + invocation;
  }
}

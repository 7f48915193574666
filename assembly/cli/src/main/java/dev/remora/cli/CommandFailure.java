// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli;

/** What was asked for failed, for a reason that the message explains to the user. Exit code 1. */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** The message is a sentence for people: what failed and what to do about it. */
  public CommandFailure(String message) {
    super(message);
  }

  /** The same, with what brought it about. */
  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

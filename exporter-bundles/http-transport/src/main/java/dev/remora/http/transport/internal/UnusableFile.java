// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

/** A file that the user named cannot be used; the message is one line that says which and why. */
final class UnusableFile extends Exception {
  private static final long serialVersionUID = 1;

  UnusableFile(String file, String expected, Exception cause) {
    super(file + " cannot be used: expected " + expected + reason(cause), cause);
  }

  private static String reason(Exception cause) {
    return cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")";
  }
}

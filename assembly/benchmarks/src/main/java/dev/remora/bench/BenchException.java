// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench;

/** Something cannot be measured; the message says what and why, for people. */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a sentence for people. */
  public BenchException(String message) {
    super(message);
  }

  /** The same, with what brought it about. */
  public BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

/** A layer cannot be built. The message is for people: what is wrong and what was expected. */
public final class LayerException extends Exception {
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public LayerException(String message) {
    super(message);
  }

  /** What is wrong and why. */
  public LayerException(String message, Throwable cause) {
    super(message, cause);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

/** What lies in the buffer is not what was to be put there: no exporter will ever read it. */
final class UnreadableBatchException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  UnreadableBatchException(String message, Throwable cause) {
    super(message, cause);
  }
}

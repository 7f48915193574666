// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

/** Bytes that are no OTLP message. The only thing a reader of this package throws for bad input. */
public final class OtlpFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What was wrong and where. */
  OtlpFormatException(String message) {
    super(message);
  }
}

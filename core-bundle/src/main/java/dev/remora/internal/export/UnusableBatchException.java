// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.api.ExportResult;

/** A batch is not what the exporter asked for, and never will be: trying again changes nothing. */
final class UnusableBatchException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final transient ExportResult result;

  /**
   * @param result what is to become of the batch
   */
  UnusableBatchException(String message, ExportResult result, Throwable cause) {
    super(message, cause);
    this.result = result;
  }

  /** The result of the export that came upon it. */
  ExportResult result() {
    return result;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import java.time.Duration;
import java.util.Objects;

/**
 * What became of a batch that an {@link Exporter} was given: decides what the buffer may do next.
 */
public sealed interface ExportResult {

  /** The destination has it; the batch is acknowledged. */
  record Success() implements ExportResult {}

  /**
   * The destination did not take it now; the batch is kept and offered again.
   *
   * @param reason for the log, without secrets; not null
   * @param notBefore shortest time to wait, measured while the sandbox runs; zero leaves it to the
   *     core
   */
  record RetryLater(String reason, Duration notBefore) implements ExportResult {
    public RetryLater {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(notBefore, "notBefore");
    }
  }

  /**
   * The destination will never take it; the batch is dropped and counted.
   *
   * @param reason for the log, without secrets; not null
   */
  record Rejected(String reason) implements ExportResult {
    public Rejected {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** The destination has the batch. */
  static ExportResult success() {
    return new Success();
  }

  /** Offer it again whenever the core thinks fit. */
  static ExportResult retryLater(String reason) {
    return new RetryLater(reason, Duration.ZERO);
  }

  /** Drop it. */
  static ExportResult rejected(String reason) {
    return new Rejected(reason);
  }
}

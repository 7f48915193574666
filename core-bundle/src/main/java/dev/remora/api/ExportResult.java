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
   * The destination has it but took only a part; the batch is acknowledged, never offered again,
   * and the rest is counted as lost.
   *
   * @param rejectedItems number of data points or log records that it did not take; may be 0 when
   *     it only had something to say
   * @param reason what the destination said, for the log, without secrets and without the number:
   *     the same text is logged once; not null
   */
  record PartialSuccess(long rejectedItems, String reason) implements ExportResult {
    public PartialSuccess {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * The destination did not take it now; the batch is kept and offered again.
   *
   * @param reason for the log, without secrets; not null
   * @param notBefore shortest time to wait by the wall clock, which goes on in a freeze; zero
   *     leaves it to the core, which also has an upper bound. Nobody sleeps for it: it ends when
   *     the next occasion to export comes behind it
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

  /**
   * The batch is larger than the destination takes: the core offers it again in parts, each with an
   * id of its own that stays the same on every attempt. A single data point or log record that is
   * still too large is dropped and counted.
   *
   * @param reason for the log, without secrets; not null
   */
  record TooLarge(String reason) implements ExportResult {
    public TooLarge {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * Nothing of this signal will get through until somebody changes the configuration: a wrong key,
   * a wrong address, a certificate that nobody trusts. The batch is kept, and only now and then one
   * is offered to see whether that has changed.
   *
   * @param reason for the log, without secrets; not null
   */
  record Parked(String reason) implements ExportResult {
    public Parked {
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

  /** Offer it again, but not before that time has passed by the wall clock. */
  static ExportResult retryLater(String reason, Duration notBefore) {
    return new RetryLater(reason, notBefore);
  }

  /** The destination has the batch, without some of it. */
  static ExportResult partialSuccess(long rejectedItems, String reason) {
    return new PartialSuccess(rejectedItems, reason);
  }

  /** Offer it in parts. */
  static ExportResult tooLarge(String reason) {
    return new TooLarge(reason);
  }

  /** Keep it until the configuration changes. */
  static ExportResult parked(String reason) {
    return new Parked(reason);
  }

  /** Drop it. */
  static ExportResult rejected(String reason) {
    return new Rejected(reason);
  }
}

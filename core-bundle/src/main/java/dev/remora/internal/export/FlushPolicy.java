// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import java.time.Duration;

/**
 * Decides when to export: a pure function of what happened and how much lies in the buffer. The
 * strategy {@code next} sends what earlier invocations left as soon as the next one begins, beside
 * its handler; within a long invocation every minute, or when the buffer is half full; at SHUTDOWN
 * everything.
 */
public record FlushPolicy(long everyNanos) {

  /** The strategy {@code next}. */
  public static FlushPolicy next() {
    return new FlushPolicy(Duration.ofSeconds(60).toNanos());
  }

  /** What gives rise to the question. */
  public enum Occasion {
    /** An invocation has begun. */
    INVOKE,
    /** A batch was closed within an invocation. */
    BATCH_CLOSED,
    /** The sandbox ends. */
    SHUTDOWN
  }

  /**
   * Whether exporters are to send what there is.
   *
   * @param sinceFlushNanos time since this was last answered with yes
   * @param bufferedBytes what the buffer holds
   * @param quotaBytes what it may hold
   */
  public boolean flush(
      Occasion occasion, long sinceFlushNanos, long bufferedBytes, long quotaBytes) {
    return switch (occasion) {
      case INVOKE, SHUTDOWN -> true;
      case BATCH_CLOSED -> sinceFlushNanos >= everyNanos || bufferedBytes >= quotaBytes / 2;
    };
  }
}

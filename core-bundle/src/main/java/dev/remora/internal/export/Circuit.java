// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import java.time.Duration;

/**
 * Keeps an exporter from knocking at a closed door: after a failure it waits, twice as long each
 * time, from one second to one minute; then one batch is let through to try. Used by one thread.
 */
final class Circuit {
  private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_NANOS = Duration.ofSeconds(60).toNanos();

  private int failures;
  private long closedAtNanos;

  /** Whether a batch may be tried. */
  boolean closed(long nowNanos) {
    return failures == 0 || nowNanos - closedAtNanos >= 0;
  }

  /** A batch went through. */
  void succeeded() {
    failures = 0;
  }

  /** A batch did not go through; the destination may have asked for a longer wait. */
  void failed(long nowNanos, Duration notBefore) {
    long wait = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(failures, 10));
    failures++;
    closedAtNanos = nowNanos + Math.max(wait, Math.min(notBefore.toNanos(), LONGEST_NANOS));
  }
}

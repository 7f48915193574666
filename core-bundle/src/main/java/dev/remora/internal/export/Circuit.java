// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import java.time.Duration;

/**
 * Keeps an exporter from knocking at a closed door: after a failure it waits, twice as long each
 * time, from one second to one minute; then one batch is let through to try. Time is that of the
 * wall clock, which goes on in a freeze: a destination that was out an hour ago is worth a try.
 * Used by one thread.
 */
final class Circuit {
  private static final long FIRST_MILLIS = 1_000;
  private static final long LONGEST_MILLIS = 60_000;

  /** What a destination may ask for. */
  private static final long LONGEST_ASKED_MILLIS = Duration.ofMinutes(15).toMillis();

  /** A wrong key does not become right in this sandbox, but the vendor may have been wrong. */
  private static final long PARKED_MILLIS = Duration.ofMinutes(10).toMillis();

  private int failures;
  private long openedUnixMillis;
  private long closesUnixMillis;

  /** Whether a batch may be tried. */
  boolean closed(long unixMillis) {
    // Before it opened: the clock was set back.
    return failures == 0 || unixMillis >= closesUnixMillis || unixMillis < openedUnixMillis;
  }

  /** A batch went through. */
  void succeeded() {
    failures = 0;
  }

  /** A batch did not go through; the destination may have asked for a longer wait. */
  void failed(long unixMillis, Duration notBefore) {
    long wait = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
    // Compared as durations: a destination may ask for more milliseconds than a long holds.
    boolean sane = notBefore.getSeconds() < LONGEST_ASKED_MILLIS / 1000;
    long asked = sane ? notBefore.toMillis() : LONGEST_ASKED_MILLIS;
    open(unixMillis, Math.max(wait, asked));
  }

  /** Nothing will go through until the configuration changes. */
  void parked(long unixMillis) {
    open(unixMillis, PARKED_MILLIS);
  }

  private void open(long unixMillis, long wait) {
    failures++;
    openedUnixMillis = unixMillis;
    closesUnixMillis = unixMillis + wait;
  }
}

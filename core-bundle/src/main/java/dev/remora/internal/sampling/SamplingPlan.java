// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.ExecutionEnvironment;
import java.time.Duration;

/**
 * How often samplers are asked within an invocation: so often that the function's share of CPU
 * amounts to ten kernel ticks between two readings, at least each second and at most ten times a
 * second (telemetry reference, 2.7). A 128 MB function is read once a second, one of 1,769 MB every
 * 100 ms.
 *
 * @param tickNanos time between two readings
 */
public record SamplingPlan(long tickNanos) {
  private static final double TEN_TICKS_SECONDS = 0.1;
  private static final long SHORTEST = Duration.ofMillis(100).toNanos();
  private static final long LONGEST = Duration.ofSeconds(1).toNanos();

  /** A tick that comes later than this had to wait for more than the scheduler: for a thaw. */
  private static final long LEAST_LATE = Duration.ofMillis(25).toNanos();

  /** The plan for a function of that size; {@code interval} above zero is taken as it is. */
  public static SamplingPlan of(ExecutionEnvironment environment, int cpus, Duration interval) {
    if (interval.isPositive()) {
      return new SamplingPlan(interval.toNanos());
    }
    long nanos = (long) (TEN_TICKS_SECONDS / environment.allottedCpus(cpus) * 1e9);
    return new SamplingPlan(Math.clamp(nanos, SHORTEST, LONGEST));
  }

  /**
   * Whether a reading that was due at {@code due} and came at {@code now} has a freeze before it.
   */
  boolean late(long due, long now) {
    return now - due > Math.max(LEAST_LATE, tickNanos / 4);
  }

  /** How many further readings were due between {@code due} and {@code now}. */
  long missed(long due, long now) {
    return Math.max(0, now - due) / tickNanos;
  }
}

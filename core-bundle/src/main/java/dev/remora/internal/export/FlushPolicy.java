// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import java.time.Duration;

/**
 * Decides when to export: a pure function of what happened, when, and how much lies in the buffer.
 * Times are those of the wall clock, which goes on in a freeze.
 *
 * @param strategy how
 * @param everyMillis time between two exports where the strategy looks at time
 */
public record FlushPolicy(Strategy strategy, long everyMillis) {

  /** How it is decided. At SHUTDOWN and when the buffer is half full each of them exports. */
  public enum Strategy {
    /**
     * At each INVOKE, beside the handler, what earlier invocations left; in long ones now and then.
     */
    NEXT,
    /**
     * The same, and when the function has finished. The environment is frozen at about that time:
     * what does not get through goes on with the next event.
     */
    END,
    /** Now and then, at whatever happens next. */
    PERIODIC,
    /** Not before. */
    SHUTDOWN,
    /**
     * {@link #PERIODIC} where invocations come more often than exports would, else {@link #END}.
     */
    ADAPTIVE
  }

  /** What gives rise to the question. */
  public enum Occasion {
    /** An invocation has begun. */
    INVOKE,
    /** A batch was closed within an invocation. */
    BATCH_CLOSED,
    /** The function has finished an invocation, and its batches are closed. */
    END,
    /** The sandbox ends. */
    SHUTDOWN
  }

  /** A policy from its settings. */
  public static FlushPolicy of(String strategy, Duration every) {
    for (Strategy known : Strategy.values()) {
      if (known.name().equalsIgnoreCase(strategy)) {
        return new FlushPolicy(known, every.toMillis());
      }
    }
    throw new IllegalArgumentException(strategy);
  }

  /**
   * Whether exporters are to send what there is.
   *
   * @param sinceFlushMillis time since this was last answered with yes; negative when the clock was
   *     set back
   * @param usualGapMillis usual time from one INVOKE to the next; negative before the second one
   * @param bufferedBytes what the buffer holds
   * @param quotaBytes what it may hold
   */
  public boolean flush(
      Occasion occasion,
      long sinceFlushMillis,
      long usualGapMillis,
      long bufferedBytes,
      long quotaBytes) {
    if (occasion == Occasion.SHUTDOWN || bufferedBytes >= quotaBytes / 2) {
      return true;
    }
    boolean due = sinceFlushMillis < 0 || sinceFlushMillis >= everyMillis;
    return switch (strategy) {
      case NEXT -> occasion == Occasion.INVOKE || occasion == Occasion.BATCH_CLOSED && due;
      case END -> occasion != Occasion.BATCH_CLOSED || due;
      case PERIODIC -> due;
      case SHUTDOWN -> false;
      case ADAPTIVE -> {
        boolean frequent = usualGapMillis >= 0 && usualGapMillis < everyMillis;
        yield due || !frequent && occasion != Occasion.BATCH_CLOSED;
      }
    };
  }
}

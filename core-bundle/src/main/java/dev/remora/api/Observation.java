// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import dev.remora.api.proc.ProcFiles;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** One moment at which samplers read. The same for all samplers of a round. */
@ProviderType
public interface Observation {

  /** Why samplers are asked now. */
  enum Cause {
    /** An invocation begins: the reading is its baseline, and the end of the one before. */
    INVOKE,
    /** Time has passed within an invocation. */
    TICK,
    /** The platform said that the function has finished. */
    END,
    /** The sandbox is about to end. */
    SHUTDOWN
  }

  /** Why samplers are asked now. */
  Cause cause();

  /** Wall-clock time of the reading, Unix nanoseconds: what data points are stamped with. */
  long unixNanos();

  /**
   * Monotonic time of the reading, nanoseconds from an arbitrary start: what intervals are measured
   * with.
   */
  long monotonicNanos();

  /**
   * Whether the time since the previous observation is without a freeze, a reset or a step of the
   * clock, so that a rate over it means something. Totals stay valid either way. False for the
   * first.
   */
  boolean unbroken();

  /**
   * To which invocation what happened since the previous observation belongs; empty when to none
   * (initialisation, or time after the function had finished).
   */
  Optional<Invocation> invocation();

  /** The kernel's files as they were, or are, at this moment. */
  ProcFiles proc();

  /**
   * False when this is a reading that the start script took before the agent was up: then {@link
   * #proc()} holds the few files that it read, and anything a sampler reads elsewhere would be of
   * another time.
   */
  boolean live();

  /**
   * The platform's word for why the sandbox ends, as it came: {@code spindown}, {@code timeout},
   * {@code failure} or another one. Empty when unknown, and for every cause but {@link
   * Cause#SHUTDOWN}.
   */
  String shutdownReason();
}

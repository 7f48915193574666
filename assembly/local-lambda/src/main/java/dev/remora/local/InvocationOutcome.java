// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.OptionalDouble;

/**
 * How one invocation went, and what it took. All durations are milliseconds of wall time.
 *
 * @param requestId id of the invocation, a UUID
 * @param coldStart whether this was the first invocation of an execution environment, or the first
 *     after a reset
 * @param status what became of it
 * @param errorType the platform's word for the error, for example {@code Extension.Crash}; for
 *     {@link Status#ERROR} the function's own error type; empty on success
 * @param payload what the function answered, or the error object; never null
 * @param initMs start of the environment until the runtime and every extension had asked for their
 *     first event; present for the first invocation only. After a reset the environment is
 *     initialised inside the invocation, and its time is part of {@code durationMs}, as in Lambda
 * @param toHandlerMs until the runtime took the invocation: from the start of the environment for a
 *     cold one (idle time between the end of init and the call is left out), from the event for a
 *     warm one
 * @param durationMs the invocation sent until the runtime's answer had been received
 * @param postRuntimeMs the runtime's {@code next} until the last {@code next} of an extension that
 *     is registered for INVOKE; 0 when they were all earlier. Lambda's {@code
 *     PostRuntimeExtensionsDuration}
 * @param billedMs what Lambda would bill, rounded up to a millisecond: duration with the
 *     post-runtime part, an init on demand included; the time-out, when that is what ended it; 0 on
 *     Managed Instances, which are billed by themselves
 */
public record InvocationOutcome(
    String requestId,
    boolean coldStart,
    Status status,
    String errorType,
    byte[] payload,
    OptionalDouble initMs,
    double toHandlerMs,
    double durationMs,
    double postRuntimeMs,
    long billedMs) {

  /** What became of an invocation. */
  public enum Status {
    /** The function answered. */
    SUCCESS,
    /** The function reported an error of its own. */
    ERROR,
    /** It was not over within the function's time-out. */
    TIMEOUT,
    /** The runtime or an extension ended, or the environment could not be initialised. */
    FAILURE
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.testkit;

import dev.remora.api.Invocation;
import dev.remora.api.Observation;
import dev.remora.api.proc.ProcFiles;
import java.time.Duration;
import java.util.Optional;

/**
 * One moment, put together by a test.
 *
 * @param cause why samplers are asked
 * @param unixNanos wall-clock time
 * @param monotonicNanos monotonic time
 * @param unbroken whether a rate over the time since the previous observation means something
 * @param invocation to which invocation that time belongs
 * @param proc the kernel's files
 * @param live false for a reading of the start script
 * @param shutdownReason why the sandbox ends
 */
public record FakeObservation(
    Cause cause,
    long unixNanos,
    long monotonicNanos,
    boolean unbroken,
    Optional<Invocation> invocation,
    ProcFiles proc,
    boolean live,
    String shutdownReason)
    implements Observation {
  private static final long EPOCH = 1_790_000_000_000_000_000L;

  /** The first observation of a sandbox: an INVOKE, live, nothing before it. */
  public static FakeObservation first(ProcFiles proc) {
    return new FakeObservation(Cause.INVOKE, EPOCH, 0, false, Optional.empty(), proc, true, "");
  }

  /** A tick that much later, in the same invocation, without a freeze in between. */
  public FakeObservation after(Duration time, ProcFiles later) {
    long nanos = time.toNanos();
    return new FakeObservation(
        Cause.TICK,
        unixNanos + nanos,
        monotonicNanos + nanos,
        true,
        invocation,
        later,
        live,
        shutdownReason);
  }

  /** The same with another cause. */
  public FakeObservation because(Cause other) {
    return new FakeObservation(
        other, unixNanos, monotonicNanos, unbroken, invocation, proc, live, shutdownReason);
  }

  /** The same behind a freeze. */
  public FakeObservation broken() {
    return new FakeObservation(
        cause, unixNanos, monotonicNanos, false, invocation, proc, live, shutdownReason);
  }

  /** The same as a reading of the start script. */
  public FakeObservation recorded() {
    return new FakeObservation(
        cause, unixNanos, monotonicNanos, unbroken, invocation, proc, false, shutdownReason);
  }

  /** The same as a live one. */
  public FakeObservation asLive() {
    return new FakeObservation(
        cause, unixNanos, monotonicNanos, unbroken, invocation, proc, true, shutdownReason);
  }

  /** The end of the sandbox, for that reason. */
  public FakeObservation atShutdown(String reason) {
    return new FakeObservation(
        Cause.SHUTDOWN, unixNanos, monotonicNanos, false, invocation, proc, live, reason);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

import dev.remora.api.Invocation;
import dev.remora.api.Observation;
import dev.remora.api.proc.ProcFiles;
import java.util.Optional;

/** The one moment of a sampling round. */
record Moment(
    Cause cause,
    long unixNanos,
    long monotonicNanos,
    boolean unbroken,
    Optional<Invocation> invocation,
    ProcFiles proc,
    boolean live,
    String shutdownReason)
    implements Observation {}

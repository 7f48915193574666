// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.lifecycle;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The platform's account of an invocation.
 *
 * @param unixNanos when the platform said so
 * @param requestId which invocation
 * @param status {@code success}, {@code error}, {@code failure} or {@code timeout}
 * @param errorType the platform's word for the error; empty when there was none
 * @param durationSeconds function and extensions together
 * @param billedSeconds what is charged, initialisation included where it is
 * @param maxMemoryUsedBytes highest use of memory in the sandbox so far, not of this invocation
 *     alone
 * @param initSeconds the initialisation before it; only in the first of a sandbox
 * @param restoreSeconds the restoring of the snapshot before it; only in the first of a sandbox
 */
public record InvocationReport(
    long unixNanos,
    String requestId,
    String status,
    String errorType,
    OptionalDouble durationSeconds,
    OptionalDouble billedSeconds,
    OptionalLong maxMemoryUsedBytes,
    OptionalDouble initSeconds,
    OptionalDouble restoreSeconds) {}

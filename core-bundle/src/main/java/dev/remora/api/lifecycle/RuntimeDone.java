// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.lifecycle;

import java.util.OptionalDouble;

/**
 * The function has finished an invocation.
 *
 * @param unixNanos when the platform said so
 * @param requestId which invocation
 * @param status {@code success}, {@code error}, {@code failure} or {@code timeout}
 * @param errorType the platform's word for the error; empty when there was none
 * @param durationSeconds how long the function ran
 */
public record RuntimeDone(
    long unixNanos,
    String requestId,
    String status,
    String errorType,
    OptionalDouble durationSeconds) {}

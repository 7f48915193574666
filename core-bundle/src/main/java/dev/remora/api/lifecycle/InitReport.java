// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.lifecycle;

import java.util.OptionalDouble;

/**
 * An initialisation is over.
 *
 * @param unixNanos when the platform said so
 * @param restore whether it was the restoring of a snapshot
 * @param phase {@code init}, {@code invoke} or {@code snap-start}; empty when unknown
 * @param status {@code success}, {@code error}, {@code failure} or {@code timeout}; empty when
 *     unknown
 * @param errorType the platform's word for the error; empty when there was none
 * @param durationSeconds how long it took
 */
public record InitReport(
    long unixNanos,
    boolean restore,
    String phase,
    String status,
    String errorType,
    OptionalDouble durationSeconds) {}

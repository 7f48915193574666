// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one invocation went, as the platform saw it. Times are milliseconds.
 *
 * @param requestId the platform's id of it
 * @param coldStart whether it was the first of its sandbox
 * @param status in lower case: {@code success}, {@code error}, {@code timeout}
 * @param errorType the platform's or the function's word for what went wrong; empty when nothing
 *     did
 * @param initMs how long the initialisation before it took; empty when there was none
 * @param toHandlerMs from the invocation's begin until the function had its event
 * @param durationMs from the invocation's begin until the function had answered
 * @param postRuntimeMs from the answer until every extension had asked for its next event
 * @param billedMs what Lambda would bill
 */
record InvocationTiming(
    String requestId,
    boolean coldStart,
    String status,
    Optional<String> errorType,
    OptionalDouble initMs,
    double toHandlerMs,
    double durationMs,
    double postRuntimeMs,
    long billedMs) {
  InvocationTiming {
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(errorType, "errorType");
    Objects.requireNonNull(initMs, "initMs");
  }
}

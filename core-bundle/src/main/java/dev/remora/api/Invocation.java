// SPDX-License-Identifier: Apache-2.0
package dev.remora.api;

import java.util.Objects;

/**
 * One run of the function.
 *
 * @param requestId the platform's id of it; not null
 * @param functionArn the ARN that the caller used, with alias or version; empty when unknown
 * @param deadlineUnixMillis when the function times out, Unix milliseconds; 0 when the platform
 *     gave no usable value
 * @param traceHeader the value of {@code X-Amzn-Trace-Id}; empty when the caller sent none
 * @param ordinal 1 for the first invocation of this sandbox
 */
public record Invocation(
    String requestId,
    String functionArn,
    long deadlineUnixMillis,
    String traceHeader,
    long ordinal) {
  public Invocation {
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(functionArn, "functionArn");
    Objects.requireNonNull(traceHeader, "traceHeader");
  }

  /** Whether this is the first invocation of its sandbox ({@code faas.coldstart}). */
  public boolean coldStart() {
    return ordinal == 1;
  }
}

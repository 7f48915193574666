// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import dev.remora.local.telemetry.PlatformEvent;
import dev.remora.local.telemetry.PlatformEvent.Status;

/** The Telemetry API's words for how something ended. */
final class TelemetryWords {

  private TelemetryWords() {}

  /** The trace context of an invocation; null where it has no trace header. */
  static PlatformEvent.Tracing tracing(Invocation invocation) {
    String header = invocation.traceId();
    if (header.isEmpty()) {
      return null;
    }
    String parent = null;
    for (String part : header.split(";")) {
      if (part.startsWith("Parent=")) {
        parent = part.substring("Parent=".length());
      }
    }
    return new PlatformEvent.Tracing(parent, "X-Amzn-Trace-Id", header);
  }

  static Status status(RuntimeClient.Answer answer) {
    return answer.success() ? Status.SUCCESS : Status.ERROR;
  }

  static Status status(EnvironmentFailure failure) {
    if (failure.timedOut()) {
      return Status.TIMEOUT;
    }
    return failure.errorType().startsWith("Sandbox.") ? Status.FAILURE : Status.ERROR;
  }

  /** Null for a time-out: it has none. */
  static String errorType(EnvironmentFailure failure) {
    return failure.timedOut() ? null : known(failure.errorType());
  }

  /** Null for a success. */
  static String errorType(RuntimeClient.Answer answer) {
    return answer.success() ? null : known(answer.errorType());
  }

  /** The platform passes words of its own form only, whatever a function calls its errors. */
  private static String known(String word) {
    if (word.matches("(Runtime|Function|Extension|Sandbox)\\.[A-Z][a-zA-Z]+")) {
      return word;
    }
    return word.startsWith("Runtime.") ? "Runtime.Unknown" : "Function.Unknown";
  }
}

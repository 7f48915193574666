// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import dev.remora.local.ExecutionEnvironment.Start;
import java.util.OptionalDouble;

/** What an invocation came to and what it took, for the caller and for telemetry. */
final class InvocationMeasurement {

  private final LocalLambdaOptions options;
  private final Platform platform;
  private final EnvironmentTelemetry telemetry;

  InvocationMeasurement(
      LocalLambdaOptions options, Platform platform, EnvironmentTelemetry telemetry) {
    this.options = options;
    this.platform = platform;
    this.telemetry = telemetry;
  }

  /**
   * Measures an invocation that is over, and tells telemetry.
   *
   * @param start how it came to it
   * @param failure what ended it, or null
   * @param startNanos begin of the environment's init
   * @param initNanos length of it
   * @param sent when the invocation was sent
   */
  InvocationOutcome of(
      Invocation invocation,
      Start start,
      EnvironmentFailure failure,
      long startNanos,
      long initNanos,
      long sent) {
    String id = invocation.requestId();
    long now = System.nanoTime();
    boolean inside = start == Start.COLD_INSIDE;
    long begin = inside ? startNanos : sent;
    RuntimeClient.Answer answer = platform.answer(id);
    long taken = platform.takenNanos(id);
    OptionalDouble initMs =
        start == Start.COLD ? OptionalDouble.of(initNanos / 1e6) : OptionalDouble.empty();
    double toHandlerMs = taken == 0 ? 0 : initMs.orElse(0) + (taken - begin) / 1e6;
    double durationMs = ((answer == null ? now : answer.receivedNanos()) - begin) / 1e6;
    // Init that was done ahead belongs to no invocation.
    OptionalDouble billedInitMs =
        options.initializationType() == InitializationType.ON_DEMAND
            ? initMs
            : OptionalDouble.empty();
    if (failure != null) {
      telemetry.failed(invocation, failure, begin, sent, answer, billedInitMs);
      double usedMs = failure.timedOut() ? options.timeout().toMillis() : (now - begin) / 1e6;
      return new InvocationOutcome(
          id,
          start.cold(),
          status(failure),
          failure.errorType(),
          payload(id, failure, answer),
          initMs,
          toHandlerMs,
          durationMs,
          0,
          billedMs(usedMs, billedInitMs));
    }
    long postRuntimeNanos = platform.postRuntimeNanos(id);
    long nextNanos = platform.runtimeNextNanos(id);
    telemetry.reported(
        invocation,
        begin,
        sent,
        answer,
        nextNanos,
        postRuntimeNanos,
        billedInitMs,
        !platform.extensions().isEmpty());
    return new InvocationOutcome(
        id,
        start.cold(),
        answer.success() ? InvocationOutcome.Status.SUCCESS : InvocationOutcome.Status.ERROR,
        answer.errorType(),
        answer.payload(),
        initMs,
        toHandlerMs,
        durationMs,
        postRuntimeNanos / 1e6,
        billedMs((nextNanos + postRuntimeNanos - begin) / 1e6, billedInitMs));
  }

  /** What becomes of an invocation for which there is no environment any more. */
  static InvocationOutcome refused(Invocation invocation, EnvironmentFailure failure) {
    String id = invocation.requestId();
    return new InvocationOutcome(
        id,
        false,
        status(failure),
        failure.errorType(),
        payload(id, failure, null),
        OptionalDouble.empty(),
        0,
        0,
        0,
        0);
  }

  private static InvocationOutcome.Status status(EnvironmentFailure failure) {
    return failure.timedOut() ? InvocationOutcome.Status.TIMEOUT : InvocationOutcome.Status.FAILURE;
  }

  /** The function's own answer where there is one: a caller may have had it before the failure. */
  private static byte[] payload(
      String requestId, EnvironmentFailure failure, RuntimeClient.Answer answer) {
    if (answer != null && !failure.timedOut()) {
      return answer.payload();
    }
    if (failure.payload() != null) {
      return failure.payload();
    }
    return Json.bytes(
        Json.error(
            failure.errorType(), "RequestId: " + requestId + " Error: " + failure.getMessage()));
  }

  /** Managed Instances are billed by themselves, not by their invocations. */
  private long billedMs(double usedMs, OptionalDouble initMs) {
    return options.managedInstance() ? 0 : (long) Math.ceil(usedMs + initMs.orElse(0));
  }
}

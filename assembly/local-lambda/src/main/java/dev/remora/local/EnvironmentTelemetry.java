// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import dev.remora.local.telemetry.Category;
import dev.remora.local.telemetry.PlatformEvent;
import dev.remora.local.telemetry.PlatformEvent.Phase;
import dev.remora.local.telemetry.PlatformEvent.Span;
import dev.remora.local.telemetry.PlatformEvent.Status;
import dev.remora.local.telemetry.TelemetryHub;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Says what happens to one generation of processes in the words of the Telemetry API: makes the
 * platform's events, in the order of the platform's source, and publishes them. Init and shutdown
 * are one thread's; invocations may be at the same time on Managed Instances.
 */
final class EnvironmentTelemetry {

  static final String MANAGED_INSTANCES = InitializationType.MANAGED_INSTANCES.word();

  private static final String VERSION = "$LATEST";
  private static final long MEGABYTE = 1_048_576;

  private final LocalLambdaOptions options;
  private final String initializationType;
  private final boolean managed;
  private final String instanceId;
  private final LongSupplier peakMemoryBytes;
  private final TelemetryHub hub;
  private Phase phase = Phase.INIT;
  private boolean runtimeDone;
  private PlatformEvent lateReport;

  /**
   * Makes one.
   *
   * @param options names and sizes of the function
   * @param initializationType as in {@code AWS_LAMBDA_INITIALIZATION_TYPE}; on {@link
   *     #MANAGED_INSTANCES} there is no {@code runtimeDone}, and reports are short
   * @param instanceId name of the log stream
   * @param peakMemoryBytes what the sandbox has used at most, asked for at each report that
   *     somebody has subscribed to
   */
  EnvironmentTelemetry(
      LocalLambdaOptions options,
      String initializationType,
      String instanceId,
      LongSupplier peakMemoryBytes) {
    this.options = options;
    this.initializationType = initializationType;
    this.instanceId = instanceId;
    this.peakMemoryBytes = peakMemoryBytes;
    managed = initializationType.equals(MANAGED_INSTANCES);
    LocalLambdaListener listener = options.listener();
    hub =
        new TelemetryHub(
            managed, managed || options.jsonLogs(), listener::telemetry, listener::note);
  }

  /** Where extensions subscribe, and what waits, freezes and is flushed. */
  TelemetryHub hub() {
    return hub;
  }

  /** A line of output. */
  void log(boolean function, String line) {
    hub.publish(function ? Category.FUNCTION : Category.EXTENSION, line);
  }

  // ---- init

  /** Init begins. */
  void initStarted(Phase where) {
    phase = where;
    boolean java = options.functionCode() instanceof FunctionCode.JavaHandler;
    String runtime = java ? "java:" + Runtime.version().feature() : "provided:al2023";
    hub.publish(
        new PlatformEvent.InitStart(
            initializationType,
            phase,
            runtime + ".v0", // the first version that Lambda has is v1
            "arn:aws:lambda:" + options.region() + "::runtime:" + "0".repeat(64),
            options.functionName(),
            VERSION,
            instanceId,
            options.memoryMegabytes() * MEGABYTE));
  }

  /**
   * Init is over, and with it the time to subscribe.
   *
   * @param failure what ended it, or null
   * @param runtimeStarted whether it came to the start of the runtime
   * @param nanos how long it took
   * @param extensions what became of them
   */
  void initOver(
      EnvironmentFailure failure,
      boolean runtimeStarted,
      long nanos,
      List<PlatformEvent.Extension> extensions) {
    Status status = failure == null ? Status.SUCCESS : TelemetryWords.status(failure);
    String errorType = failure == null ? null : TelemetryWords.errorType(failure);
    if (runtimeStarted) {
      hub.publish(new PlatformEvent.InitRuntimeDone(initializationType, phase, status, errorType));
    }
    extensions.forEach(hub::publish);
    hub.publish(
        new PlatformEvent.InitReport(
            initializationType,
            phase,
            status,
            errorType,
            new PlatformEvent.PhaseMetrics(PlatformEvent.millis(nanos))));
    hub.closeSubscriptions();
  }

  // ---- invoke

  /** An invocation is about to be sent. */
  void started(Invocation invocation) {
    runtimeDone = false;
    hub.publish(
        new PlatformEvent.Start(
            invocation.requestId(),
            VERSION,
            managed ? invocation.functionArn() : null,
            TelemetryWords.tracing(invocation)));
  }

  /**
   * The runtime has answered and asks for the next invocation.
   *
   * @param sentNanos when the invocation was sent; {@link System#nanoTime()}, as the others
   * @param answer what it answered
   * @param nextNanos when it asked
   */
  void runtimeDone(
      Invocation invocation, long sentNanos, RuntimeClient.Answer answer, long nextNanos) {
    List<Span> spans = responseSpans(sentNanos, answer);
    spans.add(Span.between("runtimeOverhead", answer.receivedNanos(), nextNanos));
    runtimeDone(
        invocation,
        TelemetryWords.status(answer),
        TelemetryWords.errorType(answer),
        nextNanos - sentNanos,
        answer,
        spans);
  }

  private void runtimeDone(
      Invocation invocation,
      Status status,
      String errorType,
      long nanos,
      RuntimeClient.Answer answer,
      List<Span> spans) {
    runtimeDone = true;
    if (!managed) {
      long bytes = answer == null ? 0 : answer.payload().length;
      hub.publish(
          new PlatformEvent.RuntimeDone(
              invocation.requestId(),
              status,
              errorType,
              new PlatformEvent.RuntimeMetrics(PlatformEvent.millis(nanos), bytes),
              spans,
              TelemetryWords.tracing(invocation)));
    }
  }

  /**
   * Everybody is done with an invocation.
   *
   * @param beganNanos begin of what is billed: the event, or the init inside the invocation
   * @param sentNanos when the event was sent
   * @param nextNanos when the runtime asked for the next
   * @param postRuntimeNanos from then until the last extension did
   * @param initMs the init before the invocation; only the first has one
   * @param extensions whether there are any
   */
  void reported(
      Invocation invocation,
      long beganNanos,
      long sentNanos,
      RuntimeClient.Answer answer,
      long nextNanos,
      long postRuntimeNanos,
      OptionalDouble initMs,
      boolean extensions) {
    List<Span> spans = new ArrayList<>();
    if (managed) {
      spans = responseSpans(sentNanos, answer);
    } else if (extensions) {
      spans.add(Span.between("extensionOverhead", nextNanos, nextNanos + postRuntimeNanos));
    }
    double durationMs = PlatformEvent.millis(nextNanos + postRuntimeNanos - beganNanos);
    hub.publish(
        report(
            invocation,
            TelemetryWords.status(answer),
            TelemetryWords.errorType(answer),
            durationMs,
            initMs,
            spans));
  }

  /**
   * An invocation has failed; the environment is about to be reset, except on Managed Instances.
   * The report comes only after that, when nobody is left to receive it.
   *
   * @param beganNanos as in {@link #reported}
   * @param sentNanos as in {@link #reported}
   * @param answer what the function had answered, or null
   */
  void failed(
      Invocation invocation,
      EnvironmentFailure failure,
      long beganNanos,
      long sentNanos,
      RuntimeClient.Answer answer,
      OptionalDouble initMs) {
    long now = System.nanoTime();
    if (!runtimeDone) {
      List<Span> spans = answer == null ? null : responseSpans(sentNanos, answer);
      runtimeDone(
          invocation,
          TelemetryWords.status(failure),
          TelemetryWords.errorType(failure),
          now - sentNanos,
          answer,
          spans);
    }
    // Lambda reports a time-out with the configured time.
    long nanos = failure.timedOut() ? options.timeout().toNanos() : now - beganNanos;
    double durationMs = PlatformEvent.millis(nanos);
    PlatformEvent report =
        report(
            invocation,
            TelemetryWords.status(failure),
            TelemetryWords.errorType(failure),
            durationMs,
            initMs,
            null);
    if (managed) {
      hub.publish(report); // nothing is reset there
    } else {
      lateReport = report;
    }
  }

  private PlatformEvent.Report report(
      Invocation invocation,
      Status status,
      String errorType,
      double durationMs,
      OptionalDouble initMs,
      List<Span> spans) {
    PlatformEvent.ReportMetrics metrics =
        managed
            ? new PlatformEvent.ReportMetrics(durationMs, null, null, null, null, null)
            : new PlatformEvent.ReportMetrics(
                durationMs,
                (long) Math.ceil(durationMs + initMs.orElse(0)), // with init since 2025-08-01
                options.memoryMegabytes(),
                maxMemoryUsedMegabytes(),
                initMs.isPresent()
                    ? PlatformEvent.millis((long) (initMs.getAsDouble() * 1e6))
                    : null,
                null);
    return new PlatformEvent.Report(
        invocation.requestId(),
        status,
        errorType,
        metrics,
        spans == null || spans.isEmpty() ? null : spans,
        TelemetryWords.tracing(invocation));
  }

  /** Null where nobody has subscribed: finding all processes takes milliseconds of a core. */
  private Long maxMemoryUsedMegabytes() {
    return hub.hasSubscriptions() ? Math.ceilDiv(peakMemoryBytes.getAsLong(), MEGABYTE) : null;
  }

  /** The processes are gone. */
  void close() {
    hub.close();
    if (lateReport != null) {
      hub.publish(lateReport);
      lateReport = null;
    }
  }

  private static List<Span> responseSpans(long sentNanos, RuntimeClient.Answer answer) {
    List<Span> spans = new ArrayList<>();
    spans.add(Span.between("responseLatency", sentNanos, answer.beganNanos()));
    spans.add(Span.between("responseDuration", answer.beganNanos(), answer.receivedNanos()));
    return spans;
  }
}

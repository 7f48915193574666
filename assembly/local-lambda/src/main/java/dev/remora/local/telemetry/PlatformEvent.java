// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The record of an event of the platform, field by field as in AWS's "Telemetry API Event schema
 * reference". The names of the components are the names in JSON; a component that is null is left
 * out. Durations are milliseconds.
 */
public sealed interface PlatformEvent {

  /** The event's {@code type}. */
  String type();

  /** A duration as events have it: milliseconds with three decimals. */
  static double millis(long nanos) {
    return nanos / 1_000 / 1e3;
  }

  /** How something ended. */
  enum Status {
    /** As it should. */
    SUCCESS,
    /** Through a fault of the function or of an extension. */
    ERROR,
    /** Through a fault of the platform. */
    FAILURE,
    /** Not within its time. */
    TIMEOUT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Where an initialisation takes place. */
  enum Phase {
    /** In a phase of its own. */
    INIT("init"),
    /** Within an invocation: a suppressed init. */
    INVOKE("invoke"),
    /** While a snapshot is made. */
    SNAP_START("snap-start");

    private final String word;

    Phase(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /**
   * A stretch of time.
   *
   * @param name what was done
   * @param start when it began, ISO 8601
   * @param durationMs how long it took
   */
  record Span(String name, String start, double durationMs) {

    /** A stretch between two times of {@link System#nanoTime()}. */
    public static Span between(String name, long startNanos, long endNanos) {
      Instant start = Instant.now().minusNanos(System.nanoTime() - startNanos);
      return new Span(name, EventWriter.iso(start), millis(endNanos - startNanos));
    }
  }

  /**
   * Trace context.
   *
   * @param spanId the parent in the header; null when it names none
   * @param type {@code X-Amzn-Trace-Id}
   * @param value the header
   */
  record Tracing(String spanId, String type, String value) {}

  /** Metrics of an initialisation or of a restore. */
  record PhaseMetrics(double durationMs) {}

  /** Metrics of what the runtime did. */
  record RuntimeMetrics(double durationMs, long producedBytes) {}

  /** Metrics of an invocation. Managed Instances have the duration only; the others are null. */
  record ReportMetrics(
      double durationMs,
      Long billedDurationMs,
      Integer memorySizeMB,
      Long maxMemoryUsedMB,
      Double initDurationMs,
      Double restoreDurationMs) {}

  /** An initialisation begins. {@code instanceMaxMemory} is in bytes, as the platform sends it. */
  record InitStart(
      String initializationType,
      Phase phase,
      String runtimeVersion,
      String runtimeVersionArn,
      String functionName,
      String functionVersion,
      String instanceId,
      long instanceMaxMemory)
      implements PlatformEvent {
    @Override
    public String type() {
      return "platform.initStart";
    }
  }

  /** The runtime has initialised, or has failed to. */
  record InitRuntimeDone(String initializationType, Phase phase, Status status, String errorType)
      implements PlatformEvent {
    @Override
    public String type() {
      return "platform.initRuntimeDone";
    }
  }

  /** Account of an initialisation. */
  record InitReport(
      String initializationType, Phase phase, Status status, String errorType, PhaseMetrics metrics)
      implements PlatformEvent {
    @Override
    public String type() {
      return "platform.initReport";
    }
  }

  /** A snapshot begins to be restored. */
  record RestoreStart(
      String runtimeVersion,
      String runtimeVersionArn,
      String functionName,
      String functionVersion,
      String instanceId,
      long instanceMaxMemory)
      implements PlatformEvent {
    @Override
    public String type() {
      return "platform.restoreStart";
    }
  }

  /** The runtime has been restored, or has failed to. */
  record RestoreRuntimeDone(Status status, String errorType) implements PlatformEvent {
    @Override
    public String type() {
      return "platform.restoreRuntimeDone";
    }
  }

  /** Account of a restore. */
  record RestoreReport(Status status, String errorType, PhaseMetrics metrics)
      implements PlatformEvent {
    @Override
    public String type() {
      return "platform.restoreReport";
    }
  }

  /** An invocation begins. {@code functionArn} is for Managed Instances, null elsewhere. */
  record Start(String requestId, String version, String functionArn, Tracing tracing)
      implements PlatformEvent {
    @Override
    public String type() {
      return "platform.start";
    }
  }

  /** The runtime is done with an invocation. Not on Managed Instances. */
  record RuntimeDone(
      String requestId,
      Status status,
      String errorType,
      RuntimeMetrics metrics,
      List<Span> spans,
      Tracing tracing)
      implements PlatformEvent {
    @Override
    public String type() {
      return "platform.runtimeDone";
    }
  }

  /** Account of an invocation. */
  record Report(
      String requestId,
      Status status,
      String errorType,
      ReportMetrics metrics,
      List<Span> spans,
      Tracing tracing)
      implements PlatformEvent {
    @Override
    public String type() {
      return "platform.report";
    }
  }

  /** An extension has initialised, or has failed to. */
  record Extension(String name, String state, List<String> events, String errorType)
      implements PlatformEvent {
    @Override
    public String type() {
      return "platform.extension";
    }
  }

  /** An extension has subscribed. */
  record TelemetrySubscription(String name, String state, List<String> types)
      implements PlatformEvent {
    @Override
    public String type() {
      return "platform.telemetrySubscription";
    }
  }

  /** Records are missing here, because their receiver did not take them in time. */
  record LogsDropped(String reason, long droppedRecords, long droppedBytes)
      implements PlatformEvent {
    @Override
    public String type() {
      return "platform.logsDropped";
    }
  }
}

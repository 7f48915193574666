// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

/**
 * One event of the platform: the members that mean something here, of whatever type it is (AWS,
 * "Lambda Telemetry API Event schema reference"). Texts that were not there are empty, numbers NaN.
 * Used again for each event of a connection.
 */
final class PlatformEvent {
  String type;

  /** When the platform said so, Unix nanoseconds; 0 when that cannot be read. */
  long unixNanos;

  String requestId;
  String status;
  String errorType;
  String initializationType;
  String phase;
  String instanceId;
  double instanceMaxMemory;

  // What stands in `metrics`.
  double durationMs;
  double billedDurationMs;
  double memorySizeMb;
  double maxMemoryUsedMb;
  double initDurationMs;
  double restoreDurationMs;
  double producedBytes;

  // Durations of `spans`.
  double responseLatencyMs;
  double responseDurationMs;
  double extensionOverheadMs;

  double droppedRecords;

  PlatformEvent() {
    clear();
  }

  /** Makes it one without any member. */
  void clear() {
    type = "";
    unixNanos = 0;
    clearRecord();
  }

  /** Takes away what came with {@code record}. */
  void clearRecord() {
    requestId = "";
    status = "";
    errorType = "";
    initializationType = "";
    phase = "";
    instanceId = "";
    instanceMaxMemory = Double.NaN;
    durationMs = Double.NaN;
    billedDurationMs = Double.NaN;
    memorySizeMb = Double.NaN;
    maxMemoryUsedMb = Double.NaN;
    initDurationMs = Double.NaN;
    restoreDurationMs = Double.NaN;
    producedBytes = Double.NaN;
    responseLatencyMs = Double.NaN;
    responseDurationMs = Double.NaN;
    extensionOverheadMs = Double.NaN;
    droppedRecords = Double.NaN;
  }
}

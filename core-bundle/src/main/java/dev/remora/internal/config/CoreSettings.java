// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.config;

import dev.remora.api.Setting;
import java.time.Duration;
import java.util.List;

/** The core's own settings; the group takes the place of a plugin's name in the variable. */
public final class CoreSettings {

  /** Group of {@code REMORA_LOG_…}. */
  public static final String LOG = "log";

  /** Group of {@code REMORA_SAMPLING_…}. */
  public static final String SAMPLING = "sampling";

  /** Group of {@code REMORA_METRICS_…}. */
  public static final String METRICS = "metrics";

  /** Group of {@code REMORA_BUFFER_…}. */
  public static final String BUFFER = "buffer";

  /** Group of {@code REMORA_EXPORT_…}. */
  public static final String EXPORT = "export";

  /** How much is logged. */
  public static final Setting<String> LOG_LEVEL =
      Setting.oneOf(
          "level",
          List.of("debug", "info", "warn", "off"),
          "info",
          "How much Remora writes to the function's log.");

  /** Time between two readings. */
  public static final Setting<Duration> SAMPLING_INTERVAL =
      Setting.duration(
          "interval",
          "0ms",
          "Time between two readings within an invocation; 0ms adapts it to the memory size, from"
              + " 100ms to 1s.");

  /** Delta or cumulative. */
  public static final Setting<String> TEMPORALITY =
      Setting.oneOf(
          "temporality",
          List.of("delta", "cumulative"),
          "delta",
          "Whether counters are exported as what was added, or as what was counted since the"
              + " sandbox started.");

  /** Where the buffer lies. */
  public static final Setting<String> BUFFER_DIRECTORY =
      Setting.text("directory", "/tmp/.remora", "Folder of the buffer.");

  /** How big it may get. */
  public static final Setting<Long> BUFFER_QUOTA =
      Setting.bytes(
          "quota",
          "0",
          "Most bytes the buffer takes on disk; 0 takes the lesser of 16MiB and 5 % of the free"
              + " space.");

  /** When batches are exported. */
  public static final Setting<String> EXPORT_STRATEGY =
      Setting.oneOf(
          "strategy",
          List.of("next", "end", "periodic", "shutdown", "adaptive"),
          "next",
          "When batches are exported, apart from SHUTDOWN: at the next invocation, also at the end"
              + " of each, at times, not before SHUTDOWN, or as it fits how often invocations"
              + " come.");

  /** Time between exports. */
  public static final Setting<Duration> EXPORT_INTERVAL =
      Setting.duration(
          "interval",
          "60s",
          "Time between two exports within a long invocation, and with the strategy `periodic`.");

  private CoreSettings() {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import dev.remora.api.PluginContext;
import dev.remora.api.Secret;
import dev.remora.api.Setting;
import dev.remora.api.Signal;
import dev.remora.http.transport.TransportSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of this exporter, and the variables of OpenTelemetry that hold after them
 * (OpenTelemetry specification, "OTLP Exporter Configuration"): first our own, then the one of the
 * signal, then the general one.
 */
final class OtlpSettings {
  static final String STANDARD = "OTEL_EXPORTER_OTLP_";

  static final Setting<String> ENDPOINT =
      Setting.text(
          "endpoint",
          "",
          "Base address such as `https://host:4318`; `v1/metrics` and `v1/logs` are put behind it."
              + " Without any endpoint: `http://localhost:4318`.");

  static final Setting<String> METRICS_ENDPOINT =
      Setting.text(
          "metrics_endpoint",
          "",
          "Address for metrics, used as it is, instead of the base address.");

  static final Setting<String> LOGS_ENDPOINT =
      Setting.text(
          "logs_endpoint",
          "",
          "Address for log records, used as it is, instead of the base address.");

  static final Setting<Secret> HEADERS =
      Setting.secret(
          "headers",
          "Headers of each request, such as keys: `name=value` separated by commas, values"
              + " percent-encoded where they hold a comma.");

  static final Setting<List<String>> SIGNALS =
      Setting.list("signals", "metrics,logs", "What is exported: `metrics`, `logs` or both.");

  static final Setting<String> PROTOCOL =
      Setting.oneOf(
          "protocol",
          List.of("http/protobuf", "http/json"),
          "http/protobuf",
          "How batches are encoded.");

  static final Setting<String> COMPRESSION =
      Setting.oneOf("compression", List.of("gzip", "none"), "gzip", "How requests are compressed.");

  private static final Setting<Duration> STANDARD_TIMEOUT =
      Setting.of(
          "timeout",
          "a whole number of milliseconds",
          "10000",
          "Longest time for one request.",
          OtlpSettings::milliseconds);

  private OtlpSettings() {}

  /** All of them, in the order of the README. */
  static List<Setting<?>> all() {
    List<Setting<?>> all =
        new ArrayList<>(
            List.of(
                ENDPOINT,
                METRICS_ENDPOINT,
                LOGS_ENDPOINT,
                HEADERS,
                SIGNALS,
                PROTOCOL,
                COMPRESSION));
    all.addAll(TransportSettings.all());
    return all;
  }

  /** The beginnings of standard variables for a signal, in the order in which they count. */
  static String[] prefixes(Signal signal) {
    return new String[] {STANDARD + (signal == Signal.METRICS ? "METRICS_" : "LOGS_"), STANDARD};
  }

  /** The one of a setting's variables that is set, else our own. */
  static <T> Setting<T> set(PluginContext context, Setting<T> own, String name, Signal signal) {
    for (String prefix : prefixes(signal)) {
      Setting<T> standard = own.inVariable(prefix + name);
      if (!context.isSet(own) && context.isSet(standard)) {
        return standard;
      }
    }
    return own;
  }

  /** The time for one request. */
  static Duration timeout(PluginContext context, Signal signal) {
    if (context.isSet(TransportSettings.TIMEOUT)) {
      return context.get(TransportSettings.TIMEOUT);
    }
    String[] prefixes = prefixes(signal);
    return PluginContext.first(
        context,
        STANDARD_TIMEOUT.inVariable(prefixes[0] + "TIMEOUT"),
        STANDARD_TIMEOUT.inVariable(prefixes[1] + "TIMEOUT"));
  }

  private static Duration milliseconds(String text) {
    long millis = Long.parseLong(text);
    if (millis < 0) {
      throw new IllegalArgumentException(text);
    }
    return Duration.ofMillis(millis);
  }
}

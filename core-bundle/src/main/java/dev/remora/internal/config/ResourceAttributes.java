// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.config;

import dev.remora.api.telemetry.AnyValue;
import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.KeyValue;
import dev.remora.internal.log.AgentLog;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code OTEL_RESOURCE_ATTRIBUTES}: {@code key=value} pairs separated by commas, values
 * percent-encoded (OpenTelemetry specification, Resource SDK, "Specifying resource information via
 * an environment variable"). With any error the whole variable is discarded and reported, as it
 * demands.
 */
public final class ResourceAttributes {
  private static final String VARIABLE = "OTEL_RESOURCE_ATTRIBUTES";

  private ResourceAttributes() {}

  /** The attributes that the user set. */
  public static Attributes parse(Environment environment, AgentLog log) {
    String text = environment.text(VARIABLE);
    List<KeyValue> entries = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int comma = text.indexOf(',', from);
      int to = comma < 0 ? text.length() : comma;
      int equals = text.indexOf('=', from);
      String value = equals <= from || equals > to ? null : decode(text.substring(equals + 1, to));
      if (value == null) {
        log.warn(VARIABLE + " cannot be used: expected key=value,key=value; it is ignored");
        return Attributes.none();
      }
      entries.add(new KeyValue(text.substring(from, equals).strip(), AnyValue.of(value.strip())));
      from = to + 1;
    }
    return entries.isEmpty() ? Attributes.none() : new Attributes(entries);
  }

  /** Percent escapes only: a plus is a plus. Null when an escape is broken. */
  private static String decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        bytes.write(raw[i]);
        continue;
      }
      int high = i + 2 <= raw.length - 1 ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 <= raw.length - 1 ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return null;
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

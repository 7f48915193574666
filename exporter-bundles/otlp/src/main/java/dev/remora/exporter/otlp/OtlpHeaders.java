// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import dev.remora.api.PluginLog;
import dev.remora.api.Secret;
import dev.remora.http.transport.HttpRequest.Header;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads headers as OpenTelemetry writes them: {@code name=value} separated by commas, as in W3C
 * Baggage but without properties, values percent-encoded (OpenTelemetry specification, "Specifying
 * headers via environment variables"). Percent escapes only: a plus stays a plus, as in Base64; a
 * percent sign that begins no escape is one.
 */
final class OtlpHeaders {
  /** Characters of a name besides letters and digits (RFC 9110, 5.6.2). */
  private static final String TOKEN = "!#$%&'*+-.^_`|~";

  private OtlpHeaders() {}

  /**
   * The headers, all secret. An entry that cannot be used is left out with one line, which holds
   * nothing of it: it may be a key.
   */
  static List<Header> parse(Secret text, String variable, PluginLog log) {
    List<Header> headers = new ArrayList<>();
    String all = text.reveal();
    int number = 0;
    int from = 0;
    while (from < all.length()) {
      int comma = all.indexOf(',', from);
      int to = comma < 0 ? all.length() : comma;
      String entry = all.substring(from, to).strip();
      from = to + 1;
      if (entry.isEmpty()) {
        continue;
      }
      number++;
      int equals = entry.indexOf('=');
      String name = equals < 0 ? "" : entry.substring(0, equals).strip();
      String value = equals < 0 ? "" : decode(entry.substring(equals + 1).strip());
      String expected = expected(name, value);
      if (expected.isEmpty()) {
        headers.add(Header.of(name, Secret.of(value)));
      } else {
        log.warn(
            variable + ", entry " + number + ": expected " + expected + "; goes on without it");
      }
    }
    return headers;
  }

  /** What would be right instead; empty when all is. */
  private static String expected(String name, String value) {
    if (!isToken(name)) {
      return "name=value, such as api-key=abc";
    }
    if (isOurs(name.toLowerCase(Locale.ROOT))) {
      return "no header that says how the request is sent";
    }
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        return "a value without line ends and other control characters";
      }
    }
    return "";
  }

  private static boolean isOurs(String name) {
    return name.startsWith("content-")
        || name.equals("host")
        || name.equals("connection")
        || name.equals("transfer-encoding")
        || name.equals("expect");
  }

  private static boolean isToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letter && TOKEN.indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
      if (low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(raw[i]);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

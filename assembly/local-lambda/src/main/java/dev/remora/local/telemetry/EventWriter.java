// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes events as JSON. Thread-safe. */
final class EventWriter {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private record Envelope(String time, String type, Object record) {}

  /** A time as events have it: ISO 8601, UTC, milliseconds. */
  static String iso(Instant time) {
    return TIME.format(time);
  }

  /** An event of the platform. */
  Event platform(Instant time, PlatformEvent record) {
    byte[] json = encoded(time, record.type(), record);
    return new Event(Category.PLATFORM, record.type(), json, json);
  }

  /**
   * A line of a log.
   *
   * @param structured whether the log's format is JSON; a line that is no object stays text
   */
  Event line(Instant time, Category category, String line, boolean structured) {
    byte[] text = encoded(time, category.word(), line);
    boolean object = structured && isObject(line);
    return new Event(
        category,
        category.word(),
        text,
        object ? encoded(time, category.word(), new RawValue(line)) : text);
  }

  private static boolean isObject(String line) {
    if (line.stripLeading().startsWith("{")) {
      try {
        return MAPPER.readTree(line).isObject();
      } catch (JsonProcessingException e) {
        return false;
      }
    }
    return false;
  }

  private static byte[] encoded(Instant time, String type, Object record) {
    try {
      return MAPPER.writeValueAsBytes(new Envelope(iso(time), type, record));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import dev.remora.api.Signal;
import java.time.Instant;
import java.util.HexFormat;

/** How single things are written for people. */
final class Text {
  private static final long NANOS = 1_000_000_000L;

  private Text() {}

  /** A sequence as it stands in the names of segments. */
  static String hex(long sequence) {
    return HexFormat.of().toHexDigits(sequence);
  }

  /** A number of things. */
  static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  static String signal(Signal signal) {
    return signal == Signal.METRICS ? "metrics" : "logs";
  }

  static String items(Signal signal, int count) {
    return signal == Signal.METRICS
        ? count(count, "point", "points")
        : count(count, "log record", "log records");
  }

  /** UTC; a dash when it is unknown or beyond what a calendar can say. */
  static String timeOfMillis(long unixMillis) {
    return unixMillis == 0 ? "-" : Instant.ofEpochMilli(unixMillis).toString();
  }

  /** The same for Unix nanoseconds, which are unsigned on the wire. */
  static String timeOfNanos(long unixNanos) {
    return unixNanos == 0
        ? "-"
        : Instant.ofEpochSecond(
                Long.divideUnsigned(unixNanos, NANOS), Long.remainderUnsigned(unixNanos, NANOS))
            .toString();
  }

  /** A text from a file that nobody vouches for: without what would drive a terminal. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints().forEach(c -> plain.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return plain.toString();
  }
}

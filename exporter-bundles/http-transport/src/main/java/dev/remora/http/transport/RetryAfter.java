// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Reads the header Retry-After (RFC 9110, 10.2.3): seconds, or a date. What is negative or cannot
 * be read counts as absent, a date that has passed as now.
 */
final class RetryAfter {
  private static final int MOST_DIGITS = 10;

  private RetryAfter() {}

  static Optional<Duration> parse(String value, long nowUnixMillis) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return isNumber(value) ? seconds(value) : date(value, nowUnixMillis);
  }

  private static boolean isNumber(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static Optional<Duration> seconds(String digits) {
    return digits.length() > MOST_DIGITS
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(Long.parseLong(digits)));
  }

  /** Only the form that senders must use (RFC 9110, 5.6.7), not the two obsolete ones. */
  private static Optional<Duration> date(String value, long nowUnixMillis) {
    try {
      Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
      Duration wait = Duration.between(Instant.ofEpochMilli(nowUnixMillis), date);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}

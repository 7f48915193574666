// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

/**
 * Reads the time of an event, {@code 2022-10-12T00:00:15.064Z}: ISO 8601 in UTC. By hand, because
 * the classes of {@code java.time} cost milliseconds at their first use.
 */
final class EventTime {
  private static final int SECONDS_PER_DAY = 86_400;

  /** Before each month of a year that is no leap year, and before the next year. */
  private static final int[] DAYS_BEFORE = {
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
  };

  private EventTime() {}

  /** Unix nanoseconds; 0 when it is not of that form. */
  static long unixNanos(String text) {
    int year = number(text, 0, 4, '-');
    int month = number(text, 5, 2, '-');
    int day = number(text, 8, 2, 'T');
    int hour = number(text, 11, 2, ':');
    int minute = number(text, 14, 2, ':');
    int second = number(text, 17, 2, '\0');
    int end = text.length() - 1;
    if (year < 1970 || year > 2200 || (month | day | hour | minute | second) < 0) {
      return 0;
    }
    if (hour > 23 || minute > 59 || second > 60 || text.charAt(end) != 'Z') {
      return 0;
    }
    int nanos = end == 19 ? 0 : nanos(text, end);
    long days = days(year, month, day);
    if (nanos < 0 || days < 0) {
      return 0;
    }
    long seconds = days * SECONDS_PER_DAY + hour * 3600L + minute * 60L + second;
    return seconds * 1_000_000_000 + nanos;
  }

  /** Days since 1970-01-01, by the Gregorian calendar; -1 for a day that is none. */
  private static long days(int year, int month, int day) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (month < 1 || month > 12 || day < 1) {
      return -1;
    }
    int length = DAYS_BEFORE[month] - DAYS_BEFORE[month - 1] + (leap && month == 2 ? 1 : 0);
    if (day > length) {
      return -1;
    }
    int before = year - 1;
    int leapDays = before / 4 - before / 100 + before / 400 - 477; // those until 1970
    int leapDay = leap && month > 2 ? 1 : 0;
    return (year - 1970) * 365L + leapDays + DAYS_BEFORE[month - 1] + leapDay + day - 1;
  }

  /** The number of that many digits, with that sign behind it; -1 when it is not there. */
  private static int number(String text, int from, int digits, char sign) {
    int end = from + digits;
    if (text.length() <= end || sign != '\0' && text.charAt(end) != sign) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** A point and one to nine digits; -1 when that is not there. */
  private static int nanos(String text, int end) {
    int digits = end - 20;
    if (digits < 1 || digits > 9 || text.charAt(19) != '.') {
      return -1;
    }
    int nanos = number(text, 20, digits, 'Z');
    for (int i = digits; i < 9 && nanos > 0; i++) {
      nanos *= 10;
    }
    return nanos;
  }
}

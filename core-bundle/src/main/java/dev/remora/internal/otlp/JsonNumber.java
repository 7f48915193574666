// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import java.math.BigDecimal;

/**
 * Numbers of protobuf's JSON: bare or in quotes, whole ones also as {@code 1.0} or {@code 1e3}, and
 * {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"} for doubles.
 */
final class JsonNumber {
  private static final BigDecimal TWO_TO_64 = new BigDecimal("18446744073709551616");
  private static final BigDecimal LARGEST_LONG = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final int LONGEST = 1100;

  private JsonNumber() {}

  static int int32(JsonReader in) throws OtlpFormatException {
    long value = int64(in);
    if (value != (int) value) {
      throw in.bad("a number exceeds 32 bits");
    }
    return (int) value;
  }

  static long int64(JsonReader in) throws OtlpFormatException {
    return whole(in, false);
  }

  /** A number up to 2^64 - 1, in the bits of a long. */
  static long uint64(JsonReader in) throws OtlpFormatException {
    return whole(in, true);
  }

  private static long whole(JsonReader in, boolean unsigned) throws OtlpFormatException {
    String text = checked(in, in.numberText());
    if (isPlain(text)) {
      return Long.parseLong(text);
    }
    BigDecimal number = new BigDecimal(text);
    // Size first: an exponent of a billion must not be multiplied out.
    boolean fits = (long) number.precision() - number.scale() <= 20;
    if (fits && unsigned && number.compareTo(LARGEST_LONG) > 0) {
      fits = number.compareTo(TWO_TO_64) < 0;
      number = number.subtract(TWO_TO_64);
    } else if (unsigned && number.signum() < 0) {
      fits = false;
    }
    try {
      if (fits) {
        return number.longValueExact();
      }
    } catch (ArithmeticException e) {
      // A fraction, or too large: said below.
    }
    throw in.bad("no whole number of 64 bits");
  }

  /** Whether these are at most 18 digits and nothing else: the usual case. */
  private static boolean isPlain(String text) {
    if (text.length() > 18) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  static double real(JsonReader in) throws OtlpFormatException {
    String text = in.numberText();
    if (text.equals("NaN")) {
      return Double.NaN;
    } else if (text.equals("Infinity")) {
      return Double.POSITIVE_INFINITY;
    } else if (text.equals("-Infinity")) {
      return Double.NEGATIVE_INFINITY;
    }
    return Double.parseDouble(checked(in, text));
  }

  private static String checked(JsonReader in, String text) throws OtlpFormatException {
    if (!isNumber(text)) {
      throw in.bad("a number is expected");
    }
    return text;
  }

  /** Whether this is a number as RFC 8259 writes it, of bearable length. */
  static boolean isNumber(String text) {
    int length = text.length();
    int at = length > 0 && text.charAt(0) == '-' ? 1 : 0;
    int whole = digits(text, at);
    if (whole == at || whole - at > 1 && text.charAt(at) == '0' || length > LONGEST) {
      return false;
    }
    at = whole;
    if (at < length && text.charAt(at) == '.') {
      int fraction = digits(text, at + 1);
      if (fraction == at + 1) {
        return false;
      }
      at = fraction;
    }
    if (at < length && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < length && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int exponent = digits(text, at);
      // Nine digits: BigDecimal takes exponents up to the size of an int.
      if (exponent == at || exponent - at > 9) {
        return false;
      }
      at = exponent;
    }
    return at == length;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}

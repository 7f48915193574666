// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.otlp;

import java.nio.charset.StandardCharsets;

/**
 * What a receiver says about a request that it took: how much of it not, and why
 * (opentelemetry-proto, {@code ExportMetricsServiceResponse} and {@code ExportLogsServiceResponse},
 * which have the same layout). What cannot be read counts as nothing said: the receiver has the
 * batch in any case.
 *
 * @param rejected number of data points or log records that it did not take
 * @param message why, or another hint; may be empty
 */
record PartialSuccess(long rejected, String message) {
  private static final PartialSuccess COMPLETE = new PartialSuccess(0, "");

  /** Whether there is nothing to be said. */
  boolean isComplete() {
    return rejected <= 0 && message.isEmpty();
  }

  /** Reads field 1, {@code partial_success}, with its fields 1 and 2. */
  static PartialSuccess ofProtobuf(byte[] bytes) {
    try {
      Fields outer = new Fields(bytes, 0, bytes.length);
      while (outer.next()) {
        if (outer.number == 1 && outer.length >= 0) {
          return ofFields(new Fields(bytes, outer.start, outer.start + outer.length));
        }
      }
    } catch (IndexOutOfBoundsException e) {
      // No such message.
    }
    return COMPLETE;
  }

  private static PartialSuccess ofFields(Fields fields) {
    long rejected = 0;
    String message = "";
    while (fields.next()) {
      if (fields.number == 1 && fields.length < 0) {
        rejected = fields.value;
      } else if (fields.number == 2 && fields.length >= 0) {
        message = new String(fields.bytes, fields.start, fields.length, StandardCharsets.UTF_8);
      }
    }
    return new PartialSuccess(rejected, message);
  }

  /** Reads the same as JSON: the names occur nowhere else, and texts have their quotes escaped. */
  static PartialSuccess ofJson(byte[] bytes) {
    String json = new String(bytes, StandardCharsets.UTF_8);
    if (valueOf("partialSuccess", json) < 0) {
      return COMPLETE;
    }
    long rejected = number("rejectedDataPoints", json) + number("rejectedLogRecords", json);
    int at = valueOf("errorMessage", json);
    return new PartialSuccess(
        rejected, at >= 0 && json.startsWith("\"", at) ? text(json, at + 1) : "");
  }

  /** Where the value of that name begins; negative when there is none. */
  private static int valueOf(String name, String json) {
    int at = json.indexOf('"' + name + '"');
    if (at < 0) {
      return -1;
    }
    at = skipSpace(json, at + name.length() + 2);
    return at < json.length() && json.charAt(at) == ':' ? skipSpace(json, at + 1) : -1;
  }

  private static int skipSpace(String json, int from) {
    int at = from;
    while (at < json.length() && json.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }

  /** A number, bare or in quotes; 0 when there is none. */
  private static long number(String name, String json) {
    int at = valueOf(name, json);
    if (at < 0) {
      return 0;
    }
    at += json.startsWith("\"", at) ? 1 : 0;
    long number = 0;
    while (at < json.length() && Character.digit(json.charAt(at), 10) >= 0) {
      number = Math.min(number, Long.MAX_VALUE / 20) * 10 + Character.digit(json.charAt(at), 10);
      at++;
    }
    return number;
  }

  /** A text up to its closing quote; escapes of control characters become spaces. */
  private static String text(String json, int from) {
    StringBuilder text = new StringBuilder();
    for (int at = from; at < json.length() && json.charAt(at) != '"'; at++) {
      char c = json.charAt(at);
      if (c == '\\' && at + 1 < json.length()) {
        at++;
        char escaped = json.charAt(at);
        if (escaped == 'u' && at + 4 < json.length()) {
          c = unicode(json.substring(at + 1, at + 5));
          at += 4;
        } else {
          c = "bfnrt".indexOf(escaped) < 0 ? escaped : ' ';
        }
      }
      text.append(c);
    }
    return text.toString();
  }

  private static char unicode(String digits) {
    try {
      return (char) Integer.parseInt(digits, 16);
    } catch (NumberFormatException e) {
      return ' ';
    }
  }

  /** The fields of a protobuf message, one after the other. */
  private static final class Fields {
    private static final int MOST_VARINT_BITS = 63;

    private final byte[] bytes;
    private final int end;
    private int at;

    private int number;

    /** Of a number; undefined otherwise. */
    private long value;

    /** Of bytes. */
    private int start;

    /** Negative unless the field is bytes. */
    private int length;

    Fields(byte[] bytes, int from, int end) {
      this.bytes = bytes;
      this.at = from;
      this.end = end;
    }

    /** Goes to the next field; throws an IndexOutOfBoundsException when it is torn or odd. */
    boolean next() {
      if (at >= end) {
        return false;
      }
      long tag = varint();
      number = (int) (tag >>> 3);
      length = -1;
      switch ((int) tag & 7) {
        case 0 -> value = varint();
        case 1 -> skip(8);
        case 2 -> {
          long size = varint();
          start = at;
          skip(size);
          length = (int) size;
        }
        case 5 -> skip(4);
        default -> throw new IndexOutOfBoundsException();
      }
      return true;
    }

    private void skip(long count) {
      if (count < 0 || count > end - at) {
        throw new IndexOutOfBoundsException();
      }
      at += (int) count;
    }

    private long varint() {
      long result = 0;
      for (int shift = 0; shift <= MOST_VARINT_BITS; shift += 7) {
        if (at >= end) {
          throw new IndexOutOfBoundsException();
        }
        byte b = bytes[at++];
        result |= (b & 0x7FL) << shift;
        if (b >= 0) {
          return result;
        }
      }
      throw new IndexOutOfBoundsException();
    }
  }
}

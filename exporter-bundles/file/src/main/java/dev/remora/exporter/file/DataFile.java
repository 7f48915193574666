// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import dev.remora.api.Signal;

/**
 * The name of a file of this exporter: {@code metrics.jsonl} takes batches, {@code metrics-1.jsonl}
 * was set aside first, {@code metrics-2.jsonl} after it; {@code .lz4} behind it where it is
 * compressed.
 *
 * @param signal what is inside
 * @param number 0 for the one that takes batches
 * @param lz4 whether it is compressed
 */
record DataFile(Signal signal, int number, boolean lz4) {
  private static final String PLAIN = ".jsonl";
  private static final String COMPRESSED = ".jsonl.lz4";
  private static final int MOST_DIGITS = 9;

  /** The name. */
  String name() {
    return word(signal) + (number == 0 ? "" : "-" + number) + (lz4 ? COMPRESSED : PLAIN);
  }

  /** Reads a name; null when it is none of ours. */
  static DataFile parse(String name) {
    boolean lz4 = name.endsWith(COMPRESSED);
    if (!lz4 && !name.endsWith(PLAIN)) {
      return null;
    }
    String stem = name.substring(0, name.length() - (lz4 ? COMPRESSED : PLAIN).length());
    for (Signal signal : Signal.values()) {
      String word = word(signal);
      if (stem.equals(word)) {
        return new DataFile(signal, 0, lz4);
      }
      if (stem.startsWith(word + "-")) {
        int number = number(stem.substring(word.length() + 1));
        return number > 0 ? new DataFile(signal, number, lz4) : null;
      }
    }
    return null;
  }

  private static String word(Signal signal) {
    return switch (signal) {
      case METRICS -> "metrics";
      case LOGS -> "logs";
    };
  }

  /** A number as we write it, without leading zeros; 0 when it is none. */
  private static int number(String digits) {
    if (digits.isEmpty() || digits.length() > MOST_DIGITS || digits.charAt(0) == '0') {
      return 0;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return 0;
      }
    }
    return Integer.parseInt(digits);
  }
}

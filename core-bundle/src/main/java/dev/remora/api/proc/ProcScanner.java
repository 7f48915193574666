// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.proc;

import java.nio.charset.StandardCharsets;

/**
 * Walks through the bytes of a {@code /proc} file: words, numbers and lines, without making
 * objects. Every step is total: at the end of the text words are empty and numbers are -1. Not
 * thread-safe.
 */
public final class ProcScanner {
  private byte[] bytes = new byte[0];
  private int end;
  private int position;

  /**
   * Starts at the beginning of a text of {@code length} bytes; a negative length is an empty text.
   */
  public ProcScanner over(byte[] text, int length) {
    bytes = text;
    end = Math.max(0, Math.min(length, text.length));
    position = 0;
    return this;
  }

  /** Whether there is nothing more to read. */
  public boolean atEnd() {
    return position >= end;
  }

  /** Steps over blanks; true when the current line holds nothing more. */
  public boolean atLineEnd() {
    skipBlanks();
    return position >= end || bytes[position] == '\n';
  }

  /** Goes to the beginning of the next line; false when there is none. */
  public boolean nextLine() {
    while (position < end && bytes[position] != '\n') {
      position++;
    }
    position = Math.min(end, position + 1);
    return position < end;
  }

  /** Steps over {@code text} if it stands here. */
  public boolean skip(String text) {
    int length = text.length();
    if (end - position < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[position + i] != text.charAt(i)) {
        return false;
      }
    }
    position += length;
    return true;
  }

  /**
   * Steps behind the last {@code c} of the current line; false, without a step, when there is none.
   */
  public boolean skipPastLast(char c) {
    int found = -1;
    for (int i = position; i < end && bytes[i] != '\n'; i++) {
      if (bytes[i] == c) {
        found = i;
      }
    }
    if (found < 0) {
      return false;
    }
    position = found + 1;
    return true;
  }

  /**
   * Reads the unsigned number that stands next in this line.
   *
   * @return the number; -1 without a step when something else stands there; -1 behind all its
   *     digits when it does not fit into 63 bits
   */
  public long nextNumber() {
    skipBlanks();
    int start = position;
    long number = 0;
    boolean fits = true;
    while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
      int digit = bytes[position] - '0';
      fits &= number <= (Long.MAX_VALUE - digit) / 10;
      number = fits ? number * 10 + digit : number;
      position++;
    }
    return position == start || !fits ? -1 : number;
  }

  /**
   * Reads the hexadecimal number of at most eight digits that stands next in this line.
   *
   * @return the number; -1 without a step when something else stands there; -1 behind all its
   *     digits when there are more of them
   */
  public long nextHexNumber() {
    skipBlanks();
    int start = position;
    long number = 0;
    while (position < end && Character.digit(bytes[position], 16) >= 0) {
      number = number << 4 | Character.digit(bytes[position], 16);
      position++;
    }
    int digits = position - start;
    return digits == 0 || digits > 8 ? -1 : number;
  }

  /** Reads the word up to the next blank, line end or {@code stop}, which is stepped over. */
  public String nextWord(char stop) {
    skipBlanks();
    int start = position;
    while (position < end
        && !isBlank(bytes[position])
        && bytes[position] != '\n'
        && bytes[position] != stop) {
      position++;
    }
    String word = new String(bytes, start, position - start, StandardCharsets.ISO_8859_1);
    if (position < end && bytes[position] == stop) {
      position++;
    }
    return word;
  }

  /** Steps over {@code count} words of this line. */
  public void skipWords(int count) {
    for (int i = 0; i < count; i++) {
      skipBlanks();
      while (position < end && !isBlank(bytes[position]) && bytes[position] != '\n') {
        position++;
      }
    }
  }

  private void skipBlanks() {
    while (position < end && isBlank(bytes[position])) {
      position++;
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}

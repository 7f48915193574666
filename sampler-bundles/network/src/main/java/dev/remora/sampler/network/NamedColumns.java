// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import dev.remora.api.proc.ProcScanner;
import java.util.Arrays;

/**
 * Some columns of {@code /proc/net/snmp} or {@code netstat}, where a line of names is followed by
 * one of numbers with the same prefix. Found by prefix and name, because kernels add lines and
 * columns; looked up once, because a running kernel does not.
 */
final class NamedColumns {
  private final String prefix;
  private final String[] names;

  /** By column: which of the names stands there, or -1; null until the line of names was read. */
  private int[] nameAt;

  /**
   * @param prefix what both lines begin with, the blank included
   */
  NamedColumns(String prefix, String... names) {
    this.prefix = prefix;
    this.names = names;
  }

  /**
   * Reads the numbers into {@code counters}, in the order of the names.
   *
   * @return false when one is missing or garbled
   */
  boolean read(ProcScanner file, Counters counters) {
    while (!file.skip(prefix)) {
      if (!file.nextLine()) {
        return false;
      }
    }
    int[] columns = nameAt == null ? columns(file) : nameAt;
    if (columns == null || !file.nextLine() || !file.skip(prefix)) {
      return false;
    }
    for (int name : columns) {
      if (file.atLineEnd()) {
        return false;
      }
      if (name < 0) {
        file.skipWords(1); // Some of the others may be negative.
        continue;
      }
      long number = file.nextNumber();
      if (number < 0) {
        return false;
      }
      counters.set(name, number);
    }
    if (!file.atLineEnd()) {
      return false;
    }
    nameAt = columns;
    return true;
  }

  /** Reads the line of names; null when not all are there. */
  private int[] columns(ProcScanner line) {
    int[] columns = new int[256];
    int count = 0;
    int found = 0;
    while (!line.atLineEnd() && count < columns.length) {
      int name = indexOf(line.nextWord(' '));
      found += name < 0 ? 0 : 1;
      columns[count++] = name;
    }
    return found == names.length ? Arrays.copyOf(columns, count) : null;
  }

  private int indexOf(String word) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(word)) {
        return i;
      }
    }
    return -1;
  }
}

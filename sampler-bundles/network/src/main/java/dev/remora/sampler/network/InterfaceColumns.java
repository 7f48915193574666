// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import dev.remora.api.proc.ProcScanner;
import java.util.Arrays;

/**
 * The columns of {@code /proc/net/dev} (proc_pid_net(5)), found by their names in its second line:
 * the same names once for what was received and once for what was transmitted.
 */
final class InterfaceColumns {
  static final int BYTES = 0;
  static final int PACKETS = 1;
  static final int ERRORS = 2;
  static final int DROPPED = 3;

  /** What is added to one of these for the direction of transmitting. */
  static final int TRANSMIT = 4;

  static final int COUNT = 8;

  private static final String[] NAMES = {"bytes", "packets", "errs", "drop"};
  private static final int MOST_COLUMNS = 64;

  /** By column: the counter that stands there, or -1; null until the names were read. */
  private int[] counterAt;

  /**
   * Reads the two lines of names.
   *
   * @return false when they are not as they should be
   */
  boolean readNames(ProcScanner file) {
    if (!file.skip("Inter-|") || !file.nextLine()) {
      return false;
    }
    if (counterAt == null) {
      counterAt = columns(file);
    }
    return counterAt != null;
  }

  /**
   * Reads the numbers of one interface.
   *
   * @return false when they are garbled or not as many as there are names
   */
  boolean read(ProcScanner line, Counters counters) {
    for (int counter : counterAt) {
      long number = line.nextNumber();
      if (number < 0) {
        return false;
      }
      if (counter >= 0) {
        counters.set(counter, number);
      }
    }
    return line.atLineEnd();
  }

  private static int[] columns(ProcScanner line) {
    if (!line.skip(" face |")) {
      return null;
    }
    int[] columns = new int[MOST_COLUMNS];
    int[] seen = new int[NAMES.length];
    int found = 0;
    int count = 0;
    while (!line.atLineEnd() && count < MOST_COLUMNS) {
      String word = line.nextWord('|');
      if (word.isEmpty()) {
        continue; // a bar with a blank before it
      }
      columns[count] = -1;
      for (int i = 0; i < NAMES.length; i++) {
        if (NAMES[i].equals(word) && seen[i] < 2) {
          columns[count] = i + TRANSMIT * seen[i]++;
          found++;
        }
      }
      count++;
    }
    return found == COUNT ? Arrays.copyOf(columns, count) : null;
  }
}

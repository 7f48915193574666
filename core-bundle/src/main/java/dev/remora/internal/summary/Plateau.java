// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

/**
 * Looks for a second or more in which the rate of the network is high and constant (telemetry
 * reference, 3.4 step 8): a coefficient of variation of at most 0.10 at 20 MB/s or more. Goes over
 * the rates once, with a stretch that grows at its end and shrinks at its beginning.
 */
final class Plateau {
  private static final double LEAST_SECONDS = 1;
  private static final double LEAST_RATE = 20e6;
  private static final double VARIATION = 0.10;

  private final double[] rates;
  private final double[] lengths;
  private int from;
  private int to;
  private double seconds;
  private double sum;
  private double squares;
  private boolean found;

  /**
   * @param most number of rates at most
   */
  Plateau(int most) {
    rates = new double[most];
    lengths = new double[most];
  }

  /** Nothing before goes together with what follows. */
  void interrupt() {
    from = to;
    seconds = 0;
    sum = 0;
    squares = 0;
  }

  /** Adds the next rate and how long it held. */
  void add(double rate, double length) {
    // In units of the least rate: squares of bytes per second would lose digits.
    rates[to] = rate / LEAST_RATE;
    lengths[to] = length;
    account(to, 1);
    to++;
    while (from < to && !isConstant()) {
      account(from, -1);
      from++;
    }
    if (from == to) {
      interrupt();
    }
    // A little less than a second, for timers that fire early.
    found |= seconds >= LEAST_SECONDS - 0.01 && sum / seconds >= 1;
  }

  boolean found() {
    return found;
  }

  private void account(int index, int sign) {
    seconds += sign * lengths[index];
    sum += sign * lengths[index] * rates[index];
    squares += sign * lengths[index] * rates[index] * rates[index];
  }

  private boolean isConstant() {
    double mean = sum / seconds;
    double variance = Math.max(0, squares / seconds - mean * mean);
    return Math.sqrt(variance) <= VARIATION * mean + 1e-9;
  }
}

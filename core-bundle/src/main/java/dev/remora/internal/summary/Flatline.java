// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

/**
 * Looks for the longest stretch of saturated windows and judges whether its load is flat (telemetry
 * reference, 3.4 step 6). A load of few kernel ticks jumps by a tick even when it is constant, so
 * the rounding is added to the deviation that is allowed.
 */
final class Flatline {
  private static final double LEAST_SECONDS = 0.5;
  private static final double LEAST_SHARE = 0.3;
  private static final int LEAST_WINDOWS = 3;
  private static final double DEVIATION = 0.05;

  /**
   * Deviation that rounding makes, in kernel ticks: user and system time are each the difference of
   * two numbers that were rounded down, which has the variance 1/6.
   */
  private static final double DEVIATION_OF_TICKS = Math.sqrt(2 / 6.0);

  private final Run run = new Run();
  private final Run longest = new Run();

  private static final class Run {
    private int windows;
    private double seconds;
    private double sum;
    private double squares;
    private double ticks;

    private void set(Run other) {
      windows = other.windows;
      seconds = other.seconds;
      sum = other.sum;
      squares = other.squares;
      ticks = other.ticks;
    }
  }

  /** Adds the next window. */
  void add(Window window, boolean saturated, double load, double share) {
    if (!saturated || !window.follows()) {
      run.set(new Run());
    }
    if (saturated) {
      run.windows++;
      run.seconds += window.seconds();
      run.sum += load;
      run.squares += load * load;
      run.ticks += Window.ticks(share, window.seconds());
      if (run.seconds > longest.seconds) {
        longest.set(run);
      }
    }
  }

  /** Length of the longest stretch; 0 when no window is saturated. */
  double seconds() {
    return longest.seconds;
  }

  /** Whether that is a flat line in an invocation of that length. */
  boolean found(double duration) {
    if (longest.windows < LEAST_WINDOWS
        || longest.seconds < Math.max(LEAST_SECONDS, LEAST_SHARE * duration)) {
      return false;
    }
    double mean = longest.sum / longest.windows;
    double variance = Math.max(0, longest.squares / longest.windows - mean * mean);
    double rounding = DEVIATION_OF_TICKS / (longest.ticks / longest.windows);
    return variance <= DEVIATION * DEVIATION + rounding * rounding;
  }
}

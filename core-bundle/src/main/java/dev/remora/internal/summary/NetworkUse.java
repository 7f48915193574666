// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

/**
 * What an invocation moved over the network (telemetry reference, 3.4 step 8). Rates are bytes per
 * second, both directions together. NaN where unknown.
 *
 * @param received bytes of the whole invocation
 * @param sent bytes of the whole invocation
 * @param rateMax the highest rate over at least {@value #LEAST_SECONDS} s
 * @param active share of the time with more than 64 KiB/s
 * @param retransmitted TCP segments sent again over those sent
 * @param flatline whether the rate ran along a ceiling for a second or more
 */
record NetworkUse(
    double received,
    double sent,
    double rateMax,
    double active,
    double retransmitted,
    boolean flatline) {
  private static final double LEAST_SECONDS = 0.1;

  /** A timer that fires a little early costs no rate. */
  private static final double TOLERANCE = 0.005;

  private static final double ACTIVE = 64 * 1024;

  /** A ratio of fewer segments says nothing. */
  private static final double LEAST_SEGMENTS = 100;

  private static final double MANY_RETRANSMITTED = 0.02;

  static NetworkUse of(Ticks ticks) {
    double time = 0;
    double activeTime = 0;
    double max = Double.NaN;
    Plateau plateau = new Plateau(ticks.count());
    double seconds = 0;
    double bytes = 0;
    for (int i = 0; i < ticks.count(); i++) {
      if (ticks.broken(i)) {
        seconds = 0;
        bytes = 0;
        plateau.interrupt();
        continue;
      }
      double moved = moved(ticks.value(Signal.NETWORK_RECEIVED, i));
      moved += moved(ticks.value(Signal.NETWORK_SENT, i));
      boolean known =
          !Double.isNaN(ticks.value(Signal.NETWORK_RECEIVED, i))
              || !Double.isNaN(ticks.value(Signal.NETWORK_SENT, i));
      seconds += ticks.seconds(i);
      bytes += moved;
      if (known && seconds >= LEAST_SECONDS - TOLERANCE) {
        double rate = bytes / seconds;
        time += seconds;
        activeTime += rate > ACTIVE ? seconds : 0;
        max = Double.isNaN(max) ? rate : Math.max(max, rate);
        plateau.add(rate, seconds);
        seconds = 0;
        bytes = 0;
      }
    }
    double segments = ticks.total(Signal.TCP_SENT);
    return new NetworkUse(
        ticks.total(Signal.NETWORK_RECEIVED),
        ticks.total(Signal.NETWORK_SENT),
        max,
        time == 0 ? Double.NaN : activeTime / time,
        segments >= LEAST_SEGMENTS ? ticks.total(Signal.TCP_RETRANSMITTED) / segments : Double.NaN,
        plateau.found());
  }

  /** Both directions together; NaN when unknown. */
  double total() {
    return Double.isNaN(received) && Double.isNaN(sent)
        ? Double.NaN
        : moved(received) + moved(sent);
  }

  /** Whether the network held the function up. */
  boolean isBound() {
    return flatline || retransmitted >= MANY_RETRANSMITTED;
  }

  private static double moved(double bytes) {
    return Double.isNaN(bytes) ? 0 : bytes;
  }
}

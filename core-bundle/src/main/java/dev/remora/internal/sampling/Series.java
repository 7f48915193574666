// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.sampling;

/** Where one series of one sampler stands. */
final class Series {
  /** Time of its last point, Unix nanoseconds: the start of the next delta; 0 before the first. */
  long lastUnixNanos;

  /** Where its cumulative points start; 0 before the first. */
  long startUnixNanos;

  /** What its cumulative points have counted. */
  double realTotal;

  long wholeTotal;

  /** Its measurements of this round; null unless it is a histogram. */
  Distribution distribution;
}

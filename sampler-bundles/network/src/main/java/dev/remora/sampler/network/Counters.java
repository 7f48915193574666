// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

/** Some counters of the kernel that are read together, and what they stood at before. */
final class Counters {
  /** Where the next reading is put. */
  private long[] now;

  private long[] before;
  private boolean hasBaseline;

  Counters(int count) {
    now = new long[count];
    before = new long[count];
  }

  /** Takes one number of the reading under way. */
  void set(int i, long value) {
    now[i] = value;
  }

  /** One number of the reading under way. */
  long get(int i) {
    return now[i];
  }

  /** Whether there is a reading to compare with. */
  boolean hasBaseline() {
    return hasBaseline;
  }

  /**
   * What was added since the reading before. A counter that went down was set back to zero, so all
   * that it holds is new.
   */
  long gain(int i) {
    return now[i] >= before[i] ? now[i] - before[i] : now[i];
  }

  /** Makes the reading under way the one that the next is compared with. */
  void keep() {
    long[] free = before;
    before = now;
    now = free;
    hasBaseline = true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicksTest {
  private final Readings readings = new Readings();
  private final Ticks ticks = new Ticks();

  private void add(long nanos, Signal signal, double value) {
    readings.clear();
    readings.record(signal, value);
    ticks.add(nanos, true, readings);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverIsMergedNoAmountNoExtremeAndNoTimeIsLost(long seed) {
    Random random = new Random(seed);
    int count = 1 + random.nextInt(20_000);
    double bytes = 0;
    double highest = Double.NEGATIVE_INFINITY;
    double lowest = Double.POSITIVE_INFINITY;
    long now = 1_000;
    long brokenNanos = 0;
    ticks.begin(now, readings);
    for (int i = 0; i < count; i++) {
      long step = 1 + random.nextInt(200_000_000);
      now += step;
      readings.clear();
      if (random.nextInt(10) > 0) {
        double moved = random.nextInt(1_000_000);
        readings.record(Signal.NETWORK_SENT, moved);
        bytes += moved;
      }
      double memory = random.nextInt(1_000_000);
      readings.record(Signal.MEMORY_USED, memory);
      readings.record(Signal.TMP_FREE, memory);
      highest = Math.max(highest, memory);
      lowest = Math.min(lowest, memory);
      boolean unbroken = random.nextInt(500) > 0;
      brokenNanos += unbroken ? 0 : step;
      ticks.add(now, unbroken, readings);
    }
    assertThat(ticks.count()).isLessThanOrEqualTo(Ticks.MOST);
    assertThat(ticks.samples()).isEqualTo(count + 1);
    // Whole numbers below 2^53: their sum is exact in any order.
    assertThat(ticks.total(Signal.NETWORK_SENT)).isEqualTo(bytes);
    assertThat(ticks.extreme(Signal.MEMORY_USED)).isEqualTo(highest);
    assertThat(ticks.extreme(Signal.TMP_FREE)).isEqualTo(lowest);
    double seconds = 0;
    double brokenSeconds = 0;
    for (int i = 0; i < ticks.count(); i++) {
      seconds += ticks.seconds(i);
      brokenSeconds += ticks.broken(i) ? ticks.seconds(i) : 0;
    }
    assertThat(seconds).isCloseTo((now - 1_000) / 1e9, within(1e-6));
    assertThat(brokenSeconds).isGreaterThanOrEqualTo(brokenNanos / 1e9 - 1e-6);
  }

  @Test
  void anInvocationOfFifteenMinutesKeepsAnEvenResolution() {
    ticks.begin(0, readings);
    for (int i = 1; i <= 9_000; i++) {
      add(i * 100_000_000L, Signal.CPU_USER, 0.05);
    }
    assertThat(ticks.count()).isBetween(Ticks.MOST / 2, Ticks.MOST);
    for (int i = 0; i < ticks.count() - 1; i++) {
      assertThat(ticks.seconds(i)).isCloseTo(1.6, within(1e-9));
    }
  }

  @Test
  void aShareIsAveragedByTime() {
    ticks.begin(0, readings);
    for (int i = 1; i <= Ticks.MOST; i++) {
      boolean even = i % 2 == 0;
      long end = (i / 2) * 400L + (even ? 0 : 100);
      add(end, Signal.BUSIEST_CORE, even ? 0.0 : 1.0);
    }
    add(Ticks.MOST * 200L + 100, Signal.BUSIEST_CORE, 0.5);
    assertThat(ticks.value(Signal.BUSIEST_CORE, 0)).isEqualTo(0.25);
  }

  @Test
  void whatWasAddedBeforeTheBeginningBelongsToSomebodyElse() {
    readings.record(Signal.CPU_USER, 100);
    readings.record(Signal.MEMORY_USED, 7);
    ticks.begin(0, readings);
    add(1, Signal.CPU_USER, 1);
    assertThat(ticks.total(Signal.CPU_USER)).isEqualTo(1);
    assertThat(ticks.extreme(Signal.MEMORY_USED)).isEqualTo(7);
  }

  @Test
  void nothingOfAnInvocationIsLeftForTheNextOne() {
    ticks.begin(0, readings);
    for (int i = 1; i <= 3_000; i++) {
      add(i, Signal.CPU_USER, 1);
    }
    readings.clear();
    ticks.begin(10_000, readings);
    assertThat(ticks.total(Signal.CPU_USER)).isNaN();
    readings.record(Signal.NETWORK_SENT, 5);
    ticks.add(10_001, true, readings);
    add(10_002, Signal.NETWORK_SENT, 5);
    assertThat(ticks.count()).isEqualTo(2);
    assertThat(ticks.total(Signal.CPU_USER)).isNaN();
    assertThat(ticks.total(Signal.NETWORK_SENT)).isEqualTo(10);
  }

  @Test
  void whatIsToldOnceHoldsForAllInvocations() {
    readings.record(Signal.MEMORY_LIMIT, 512);
    readings.clear();
    ticks.begin(0, readings);
    add(1, Signal.MEMORY_USED, 100);
    assertThat(ticks.extreme(Signal.MEMORY_LIMIT)).isEqualTo(512);
  }

  @Test
  void theObservedTimeEndsBeforeAFreeze() {
    ticks.begin(0, readings);
    add(2_000_000_000L, Signal.CPU_USER, 1);
    ticks.add(900_000_000_000L, false, readings);
    assertThat(ticks.observedSeconds()).isEqualTo(2);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlatlineTest {
  private final Flatline flatline = new Flatline();

  private void add(double seconds, boolean follows, double load) {
    Window window = new Window(seconds, follows, load * seconds, 0, Double.NaN);
    flatline.add(window, load >= 0.9, load, 1);
  }

  private void add(int count, double load) {
    for (int i = 0; i < count; i++) {
      add(0.1, true, load);
    }
  }

  @Test
  void itLastsHalfASecondAtLeast() {
    add(4, 1);
    assertThat(flatline.found(0.4)).isFalse();
    add(2, 1);
    assertThat(flatline.found(0.6)).isTrue();
  }

  @Test
  void itLastsThirtyPercentOfALongInvocation() {
    add(29, 1);
    assertThat(flatline.found(10)).isFalse();
    add(2, 1);
    assertThat(flatline.found(10)).isTrue();
  }

  @Test
  void itHasThreeWindowsAtLeast() {
    add(1, true, 1);
    add(1, true, 1);
    assertThat(flatline.found(2)).isFalse();
    add(1, true, 1);
    assertThat(flatline.found(3)).isTrue();
  }

  @Test
  void oneIdleWindowEndsIt() {
    add(4, 1);
    add(1, 0.5);
    add(4, 1);
    assertThat(flatline.seconds()).isLessThan(0.41);
    assertThat(flatline.found(1)).isFalse();
  }

  @Test
  void aFreezeEndsIt() {
    add(4, 1);
    add(0.1, false, 1);
    add(3, 1);
    assertThat(flatline.found(1)).isFalse();
  }

  @Test
  void aLoadThatJumpsIsNotFlat() {
    for (int i = 0; i < 10; i++) {
      add(1, true, i % 2 == 0 ? 0.9 : 1.3);
    }
    assertThat(flatline.seconds()).isGreaterThan(9);
    assertThat(flatline.found(10)).isFalse();
  }

  @Test
  void aJumpByOneKernelTickIsStillFlat() {
    for (int i = 0; i < 10; i++) {
      add(1, i % 2 == 0 ? 0.95 : 1.05);
    }
    assertThat(flatline.found(1)).isTrue();
  }

  @Test
  void withoutSaturationThereIsNone() {
    add(10, 0.89);
    assertThat(flatline.seconds()).isZero();
    assertThat(flatline.found(1)).isFalse();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsualGapTest {
  private final UsualGap gap = new UsualGap();

  @Test
  void nothingIsUsualBeforeTheSecondInvocation() {
    assertThat(gap.millis()).isNegative();
    gap.invoked(1_000);
    assertThat(gap.millis()).isNegative();
    gap.invoked(1_000);
    assertThat(gap.millis()).isZero();
  }

  @Test
  void aChangeIsFollowedWithinAFewInvocations() {
    long now = 0;
    for (int i = 0; i < 10; i++) {
      gap.invoked(now += 100);
    }
    assertThat(gap.millis()).isEqualTo(100);
    for (int i = 0; i < 10; i++) {
      gap.invoked(now += 60_000);
    }
    assertThat(gap.millis()).isBetween(50_000L, 60_000L);
  }

  @Test
  void aClockThatIsSetBackSaysNothing() {
    gap.invoked(100_000);
    gap.invoked(101_000);
    gap.invoked(5_000);
    assertThat(gap.millis()).isEqualTo(1_000);
    gap.invoked(6_000);
    assertThat(gap.millis()).isEqualTo(1_000);
  }
}

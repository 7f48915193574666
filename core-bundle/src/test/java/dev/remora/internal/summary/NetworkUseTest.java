// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NetworkUseTest {
  private final Machine machine = new Machine(1769, 2).network(0);

  private NetworkUse use() {
    return NetworkUse.of(machine.ticks());
  }

  private void move(double seconds, double perSecond) {
    machine.network(perSecond).run(seconds, 0);
  }

  @Test
  void aSecondAtTheSameHighRateIsAPlateauWhateverIsAroundIt() {
    move(0.5, 90e6);
    move(1.1, 30e6);
    move(3, 1e6);
    assertThat(use().flatline()).isTrue();
  }

  @Test
  void lessThanASecondIsNone() {
    move(0.9, 30e6);
    assertThat(use().flatline()).isFalse();
  }

  @Test
  void aLowRateIsNoneHoweverConstant() {
    move(5, 19e6);
    assertThat(use().flatline()).isFalse();
  }

  @Test
  void aRateThatVariesIsNone() {
    for (int i = 0; i < 30; i++) {
      move(0.1, i % 2 == 0 ? 25e6 : 40e6);
    }
    assertThat(use().flatline()).isFalse();
  }

  @Test
  void aFreezeInBetweenMakesTwoOfIt() {
    move(0.8, 30e6);
    machine.freeze(10, 0);
    move(0.8, 30e6);
    assertThat(use().flatline()).isFalse();
  }

  @Test
  void bytesOfAFreezeCountInTotalAndMakeNoRate() {
    move(1, 1e6);
    machine.network(5e6).freeze(10, 0);
    NetworkUse use = use();
    assertThat(use.total()).isCloseTo(51e6, within(100.0));
    assertThat(use.rateMax()).isCloseTo(1e6, within(1000.0));
  }

  @Test
  void shortReadingsAreMergedSoThatNoRateIsAnAccident() {
    move(1, 1e6);
    move(0.004, 100e6);
    move(0.1, 0);
    assertThat(use().rateMax()).isLessThan(5e6);
  }

  @Test
  void whatNobodyMeasuredIsUnknown() {
    NetworkUse use = NetworkUse.of(new Machine(1769, 2).run(1, 1).ticks());
    assertThat(use.total()).isNaN();
    assertThat(use.rateMax()).isNaN();
    assertThat(use.active()).isNaN();
    assertThat(use.retransmitted()).isNaN();
    assertThat(use.isBound()).isFalse();
  }
}

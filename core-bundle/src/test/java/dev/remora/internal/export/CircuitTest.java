// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private final Circuit circuit = new Circuit();

  @Test
  void waitsTwiceAsLongAfterEachFailureButNeverMoreThanAMinute() {
    long now = -5;
    for (long wait : new long[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      circuit.failed(now, Duration.ZERO);
      assertThat(circuit.closed(now + wait * SECOND - 1)).isFalse();
      now += wait * SECOND;
      assertThat(circuit.closed(now)).isTrue();
    }
  }

  @Test
  void oneSuccessForgetsAllFailures() {
    circuit.failed(0, Duration.ZERO);
    circuit.failed(SECOND, Duration.ZERO);
    circuit.succeeded();
    assertThat(circuit.closed(SECOND)).isTrue();
    circuit.failed(SECOND, Duration.ZERO);
    assertThat(circuit.closed(2 * SECOND)).isTrue();
  }

  @Test
  void whatTheDestinationAsksForIsHonouredUpToAMinute() {
    circuit.failed(0, Duration.ofSeconds(20));
    assertThat(circuit.closed(19 * SECOND)).isFalse();
    assertThat(circuit.closed(20 * SECOND)).isTrue();
    circuit.failed(0, Duration.ofHours(2));
    assertThat(circuit.closed(60 * SECOND)).isTrue();
  }
}

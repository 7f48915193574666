// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitTest {
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private final Circuit circuit = new Circuit();

  @Test
  void waitsTwiceAsLongAfterEachFailureButNeverMoreThanAMinute() {
    long now = 5;
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
    assertThat(circuit.closed(2 * SECOND)).isFalse();
    circuit.succeeded();
    assertThat(circuit.closed(SECOND)).isTrue();
    circuit.failed(SECOND, Duration.ZERO);
    assertThat(circuit.closed(2 * SECOND)).isTrue();
  }

  @Test
  void whatTheDestinationAsksForIsHonouredUpToAQuarterOfAnHour() {
    circuit.failed(0, Duration.ofSeconds(200));
    assertThat(circuit.closed(199 * SECOND)).isFalse();
    assertThat(circuit.closed(200 * SECOND)).isTrue();
    for (Duration absurd :
        new Duration[] {Duration.ofHours(2), Duration.ofSeconds(Long.MAX_VALUE)}) {
      circuit.succeeded();
      circuit.failed(0, absurd);
      assertThat(circuit.closed(15 * MINUTE - 1)).isFalse();
      assertThat(circuit.closed(15 * MINUTE)).isTrue();
    }
  }

  @Test
  void aParkedExporterIsTriedEveryTenMinutes() {
    circuit.parked(0);
    assertThat(circuit.closed(10 * MINUTE - 1)).isFalse();
    assertThat(circuit.closed(10 * MINUTE)).isTrue();
    circuit.parked(10 * MINUTE);
    assertThat(circuit.closed(20 * MINUTE - 1)).isFalse();
  }

  @Test
  void aClockThatIsSetBackKeepsNothingClosed() {
    circuit.parked(60 * MINUTE);
    assertThat(circuit.closed(0)).isTrue();
  }
}

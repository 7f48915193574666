// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundRobinTest {

  @Test
  void everyVariantTakesOneTurnPerRoundAndEachRoundBeginsWithAnother() {
    List<String> turns = new ArrayList<>();
    RoundRobin.run(3, List.of("a", "b", "c"), (round, variant) -> turns.add(round + variant));
    assertThat(turns).containsExactly("0a", "0b", "0c", "1b", "1c", "1a", "2c", "2a", "2b");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.internal.config.CoreSettings;
import dev.remora.internal.export.FlushPolicy.Occasion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlushPolicyTest {

  @ParameterizedTest(name = "{0}: {1}, {2} s after the last flush, every {3} s: {4}")
  @CsvSource({
    "next,     INVOKE,        0,  1, true",
    "next,     INVOKE,      600, -1, true",
    "next,     BATCH_CLOSED, 59, 90, false",
    "next,     BATCH_CLOSED, 60, 90, true",
    "next,     BATCH_CLOSED, -1, 90, true",
    "next,     END,         600,  1, false",
    "end,      INVOKE,        0,  1, true",
    "end,      END,           0,  1, true",
    "end,      BATCH_CLOSED, 59, 90, false",
    "end,      BATCH_CLOSED, 60, 90, true",
    "periodic, INVOKE,       59,  1, false",
    "periodic, END,          59,  1, false",
    "periodic, BATCH_CLOSED, 59,  1, false",
    "periodic, INVOKE,       60, 90, true",
    "periodic, END,          60, 90, true",
    "periodic, BATCH_CLOSED, 60, 90, true",
    "periodic, INVOKE,       -5, 90, true",
    "shutdown, INVOKE,     9999,  1, false",
    "shutdown, END,        9999,  1, false",
    "shutdown, BATCH_CLOSED, 99, 90, false",
    "adaptive, INVOKE,        0, -1, true",
    "adaptive, END,           0, -1, true",
    "adaptive, BATCH_CLOSED,  5, -1, false",
    "adaptive, INVOKE,       59, 59, false",
    "adaptive, END,          59, 59, false",
    "adaptive, INVOKE,       60, 59, true",
    "adaptive, INVOKE,       59, 60, true",
    "adaptive, END,          59, 60, true",
    "adaptive, BATCH_CLOSED, 59, 60, false",
    "adaptive, BATCH_CLOSED, 60, 60, true",
  })
  void whenToExport(
      String strategy, Occasion occasion, long sinceFlush, long usualGap, boolean expected) {
    FlushPolicy policy = FlushPolicy.of(strategy, Duration.ofSeconds(60));
    long gap = TimeUnit.SECONDS.toMillis(usualGap);
    long since = TimeUnit.SECONDS.toMillis(sinceFlush);
    assertThat(policy.flush(occasion, since, gap, 499, 1000)).isEqualTo(expected);
  }

  @Test
  void atTheEndAndWithAHalfFullBufferEachStrategyExports() {
    for (FlushPolicy.Strategy strategy : FlushPolicy.Strategy.values()) {
      FlushPolicy policy = new FlushPolicy(strategy, 60_000);
      assertThat(policy.flush(Occasion.SHUTDOWN, 0, 0, 0, 1000)).isTrue();
      for (Occasion occasion : Occasion.values()) {
        assertThat(policy.flush(occasion, 0, 0, 500, 1000)).isTrue();
      }
    }
  }

  @Test
  void theSettingNamesEachStrategy() {
    for (FlushPolicy.Strategy strategy : FlushPolicy.Strategy.values()) {
      String word = CoreSettings.EXPORT_STRATEGY.parse(strategy.name());
      assertThat(FlushPolicy.of(word, Duration.ZERO).strategy()).isEqualTo(strategy);
    }
    assertThat(CoreSettings.EXPORT_STRATEGY.form().split(", "))
        .hasSameSizeAs(FlushPolicy.Strategy.values());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.remora.testkit.FakePluginContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
  private static final double GB = 1L << 30;

  private final FakePluginContext context = new FakePluginContext("lambda");

  @Test
  void theArchitectureSetsThePriceOfAGbSecond() {
    assertThat(Prices.of(context, "amd64")).isEqualTo(new Prices(0.0000166667, 0.0000002));
    assertThat(Prices.of(context, "aarch64")).isEqualTo(new Prices(0.0000133334, 0.0000002));
    assertThat(context.lines()).isEmpty();
  }

  @Test
  void aMillionRequestsOfHalfAGigabyteAndThreeTenthsOfASecondCostTwoDollarsSeventy() {
    // 150,000 GB-seconds at 16.6667 USD a million, and 0.20 USD for the requests.
    double one = Prices.of(context, "amd64").of(0.3, GB / 2);
    assertThat(one * 1e6).isEqualTo(2.70, within(0.0001));
  }

  @Test
  void settingsGoBeforeThat() {
    context
        .with("REMORA_LAMBDA_PRICE_PER_GB_SECOND", "0.0000097222")
        .with("REMORA_LAMBDA_PRICE_PER_REQUEST", "0");
    assertThat(Prices.of(context, "aarch64")).isEqualTo(new Prices(0.0000097222, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cheap", "-1", "NaN", "17", "Infinity"})
  void whatIsNoPriceIsSaid(String text) {
    context.with("REMORA_LAMBDA_PRICE_PER_GB_SECOND", text);
    assertThat(Prices.of(context, "amd64").perGbSecond()).isEqualTo(0.0000166667);
    assertThat(context.lines())
        .singleElement()
        .asString()
        .startsWith("WARN REMORA_LAMBDA_PRICE_PER_GB_SECOND=" + text + ": expected USD");
  }
}

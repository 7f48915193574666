// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import dev.remora.api.PluginContext;
import dev.remora.api.Setting;
import java.util.List;

/** Every setting of this sampler. */
final class LambdaSettings {
  /** The default is said once more in {@code bnd.bnd}, for the start script. */
  static final Setting<Long> PORT =
      Setting.number(
          "port",
          1,
          65_535,
          4329,
          "Port on which Lambda's telemetry is heard; for when the function needs that one"
              + " itself.");

  static final Setting<String> PRICE_PER_GB_SECOND =
      Setting.text(
          "price_per_gb_second",
          "",
          "USD for a GB-second; unset: 0.0000166667 on x86_64, 0.0000133334 on arm64.");

  static final Setting<String> PRICE_PER_REQUEST =
      Setting.text("price_per_request", "0.0000002", "USD for a request.");

  private LambdaSettings() {}

  /** All of them, in the order of the README. */
  static List<Setting<?>> all() {
    return List.of(PORT, PRICE_PER_GB_SECOND, PRICE_PER_REQUEST);
  }

  /** An amount in USD; where the setting has none that can be read, the other one. */
  static double amount(PluginContext context, Setting<String> setting, double otherwise) {
    String text = context.get(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      double amount = Double.parseDouble(text);
      if (amount >= 0 && amount <= 1) {
        return amount;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    context
        .log()
        .warn(
            setting.variable(context.name())
                + "="
                + text
                + ": expected USD as a number from 0 to 1, such as 0.0000166667; using "
                + otherwise);
    return otherwise;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.lambda;

import dev.remora.api.PluginContext;

/**
 * What AWS charges for an invocation: billed duration × memory size × price of a GB-second, and a
 * price for the request (AWS Lambda pricing page, first tier of most regions, as of November 2026).
 */
record Prices(double perGbSecond, double perRequest) {
  private static final double X86_64 = 0.0000166667;
  private static final double ARM64 = 0.0000133334;
  private static final double REQUEST = 0.0000002;
  private static final double BYTES_PER_GB = 1L << 30;

  /** As the settings say, else those of the machine's architecture. */
  static Prices of(PluginContext context, String architecture) {
    double usual = architecture.equals("aarch64") ? ARM64 : X86_64;
    return new Prices(
        LambdaSettings.amount(context, LambdaSettings.PRICE_PER_GB_SECOND, usual),
        LambdaSettings.amount(context, LambdaSettings.PRICE_PER_REQUEST, REQUEST));
  }

  /** USD of one invocation. */
  double of(double billedSeconds, double memoryBytes) {
    return billedSeconds * memoryBytes / BYTES_PER_GB * perGbSecond + perRequest;
  }
}

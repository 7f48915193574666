// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.telemetry;

/** What a sum or histogram counts from (opentelemetry-proto, AggregationTemporality). */
public enum Temporality {
  UNSPECIFIED,
  /** Since the previous point of the series. */
  DELTA,
  /** Since the start of the series. */
  CUMULATIVE
}

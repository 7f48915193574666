// SPDX-License-Identifier: Apache-2.0
/**
 * The sampler {@code lambda}: hears Lambda's Telemetry API 2022-07-01 and turns it into metrics and
 * lifecycle facts.
 *
 * <pre>
 * TelemetryListener → HttpConnection → BatchReader → PlatformEvents → Lifecycle, at once
 *                                                          ↓
 *                                                        Tally → LambdaSampler, at the next sample
 * </pre>
 */
package dev.remora.sampler.lambda;

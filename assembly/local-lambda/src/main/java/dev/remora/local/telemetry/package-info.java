// SPDX-License-Identifier: Apache-2.0
/**
 * Lambda's Telemetry API 2022-07-01: what the platform says ({@link
 * dev.remora.local.telemetry.PlatformEvent}) and what processes print goes to a {@link
 * dev.remora.local.telemetry.TelemetryHub}, into a buffer per subscription, and as batches over
 * HTTP or TCP to the extension that subscribed.
 *
 * <p>Knows nothing of processes, invocations or the Runtime API. Internal to local Lambda: public
 * only because the platform is another package.
 */
package dev.remora.local.telemetry;

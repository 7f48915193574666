// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.lifecycle;

/**
 * An initialisation has begun.
 *
 * @param unixNanos when the platform said so
 * @param initializationType the platform's word, an open set: {@code on-demand}, {@code
 *     provisioned-concurrency}, {@code snap-start}, {@code lambda-managed-instances}; empty when
 *     unknown
 * @param phase {@code init}, {@code invoke} (repeated within the first invocation) or {@code
 *     snap-start}; empty when unknown
 * @param instanceId the name of the log stream, OpenTelemetry's {@code faas.instance}; empty when
 *     unknown
 */
public record InitStart(
    long unixNanos, String initializationType, String phase, String instanceId) {}

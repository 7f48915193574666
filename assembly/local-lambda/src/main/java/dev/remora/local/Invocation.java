// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

/**
 * One invocation as it is sent.
 *
 * @param requestId a UUID
 * @param functionArn as the caller used it
 * @param traceId X-Ray trace header
 * @param deadlineMs Unix epoch milliseconds at which the function times out
 * @param payload the event
 */
record Invocation(
    String requestId, String functionArn, String traceId, long deadlineMs, byte[] payload) {}

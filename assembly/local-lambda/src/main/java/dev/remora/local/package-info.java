// SPDX-License-Identifier: Apache-2.0
/**
 * Lambda on a desk, as a library: {@link dev.remora.local.LocalLambda} starts a function and its
 * extensions as Lambda does, serves them the Runtime, Extensions and Telemetry API on loopback,
 * stops them between invocations and shuts them down within the platform's budget.
 *
 * <p>Linux only. What it is true to, and what not, is written in {@code docs/local-lambda.md}.
 */
package dev.remora.local;

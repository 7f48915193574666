// SPDX-License-Identifier: Apache-2.0
/**
 * {@code remora buffer}: looks into the buffer's files. The format is the agent's own reader's
 * ({@code dev.remora.internal.buffer} and {@code internal.otlp} of the core), so that it is known
 * in one place. Nothing here writes where it reads.
 */
package dev.remora.cli.buffer;

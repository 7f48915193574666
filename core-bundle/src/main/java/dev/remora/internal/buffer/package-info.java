// SPDX-License-Identifier: Apache-2.0
/**
 * The buffer on {@code /tmp}: what was appended survives the agent and waits for each exporter on
 * its own. Knows bytes, not telemetry. The format is drawn in {@code docs/buffer-format.md}.
 *
 * <p>{@link dev.remora.internal.buffer.DiskBuffer} writes, {@link
 * dev.remora.internal.buffer.ExporterCursor} reads, and {@link dev.remora.internal.buffer.Backlog}
 * is the short-locked state between them; nothing holds a lock while it touches the disk.
 */
package dev.remora.internal.buffer;

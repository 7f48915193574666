// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

/**
 * Keeps closed batches until every exporter has acknowledged them: at least once while the sandbox
 * lives. {@link #append} and {@link #discard} belong to one thread; each cursor belongs to one
 * thread of its own; {@link #statistics} may be called by any.
 */
public interface BufferStore extends AutoCloseable {

  /**
   * Stores one record. When this returns and the disk took it, it survives the death of the agent.
   * Never throws for trouble with the disk: the record then waits in a small bounded memory and is
   * written as soon as the disk takes it, or is dropped and counted.
   */
  void append(NewRecord record);

  /**
   * The position of one exporter. A record is kept until all cursors that were asked for, and not
   * closed, have acknowledged it: ask for all of them before the first one acknowledges.
   *
   * @param exporter the exporter's name; the position is kept under it across agents
   */
  Cursor cursor(String exporter);

  /** Most bytes that it takes on disk, as the disk's free space was when it was opened. */
  long quotaBytes();

  /** Fill level and losses. */
  BufferStatistics statistics();

  /**
   * Forgets everything, on disk and in memory, without counting it, and goes on as another sandbox:
   * after a SnapStart restore all sandboxes find what the snapshot held.
   *
   * @param sandboxId identity of the sandbox from now on
   */
  void discard(String sandboxId);

  /**
   * Writes what can be written and releases the directory. What is not acknowledged stays on disk.
   */
  @Override
  void close();
}

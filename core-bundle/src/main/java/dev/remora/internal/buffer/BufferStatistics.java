// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.util.Arrays;

/** Fill level and losses of a buffer at one moment. Immutable. */
public final class BufferStatistics {
  private final long bytes;
  private final long memoryBytes;
  private final long records;
  private final long[] dropped;

  BufferStatistics(long bytes, long memoryBytes, long records, long[] dropped) {
    this.bytes = bytes;
    this.memoryBytes = memoryBytes;
    this.records = records;
    this.dropped = dropped.clone();
  }

  /**
   * Bytes in segments on disk and in memory, acknowledged ones included until their segment goes.
   */
  public long bytes() {
    return bytes;
  }

  /** Bytes of these that are only in memory, because the disk refuses them. */
  public long memoryBytes() {
    return memoryBytes;
  }

  /**
   * Records that at least one exporter still has to acknowledge. Those of an adopted segment count
   * from when it is read first.
   */
  public long records() {
    return records;
  }

  /** Records dropped for this reason since this agent started. */
  public long dropped(DropReason reason) {
    return dropped[reason.ordinal()];
  }

  @Override
  public String toString() {
    return bytes + " bytes, " + records + " records, dropped " + Arrays.toString(dropped);
  }
}

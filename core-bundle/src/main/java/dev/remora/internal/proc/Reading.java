// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.proc;

import dev.remora.api.proc.KernelConstants;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.SandboxProcess;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Files of {@code /proc} that the start script read before the agent was up: records of {@code path
 * SP length LF bytes}. A record that is cut off ends the list. Immutable.
 */
public final class Reading implements ProcFiles {
  private final byte[] records;
  private final int start;
  private final long unixNanos;

  private Reading(byte[] records, int start, long unixNanos) {
    this.records = records;
    this.start = start;
    this.unixNanos = unixNanos;
  }

  /**
   * Takes over records.
   *
   * @param bytes the records stand in these from {@code start} to the end; not copied
   * @param unixNanos when they were read; 0 when the script cannot tell
   */
  public static Reading parse(byte[] bytes, int start, long unixNanos) {
    return new Reading(bytes, start, unixNanos);
  }

  /** When it was read, Unix nanoseconds; 0 when unknown. */
  public long unixNanos() {
    return unixNanos;
  }

  @Override
  public int read(String path, byte[] buffer) {
    int position = start;
    while (position < records.length) {
      int blank = indexOf(' ', position);
      int lineEnd = indexOf('\n', position);
      if (blank < 0 || lineEnd < blank) {
        return -1;
      }
      int length = number(blank + 1, lineEnd);
      int from = lineEnd + 1;
      if (length < 0 || length > records.length - from) {
        return -1;
      }
      if (path.equals(
          new String(records, position, blank - position, StandardCharsets.ISO_8859_1))) {
        int copied = Math.min(length, buffer.length);
        System.arraycopy(records, from, buffer, 0, copied);
        return copied;
      }
      position = from + length;
    }
    return -1;
  }

  @Override
  public List<SandboxProcess> processes() {
    return List.of();
  }

  @Override
  public int descriptors(int pid) {
    return -1;
  }

  @Override
  public KernelConstants constants() {
    return KernelConstants.USUAL;
  }

  private int indexOf(char c, int from) {
    for (int i = from; i < records.length; i++) {
      if (records[i] == c) {
        return i;
      }
    }
    return -1;
  }

  private int number(int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = records[i] - '0';
      if (digit < 0 || digit > 9 || number > 10_000_000) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return from == to ? -1 : number;
  }
}

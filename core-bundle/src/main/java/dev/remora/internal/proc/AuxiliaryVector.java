// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.proc;

import dev.remora.api.proc.KernelConstants;
import dev.remora.api.proc.ProcFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The kernel's constants from {@code self/auxv}: pairs of native words, type and value
 * (getauxval(3)). What it does not hold is taken as usual.
 */
final class AuxiliaryVector {
  private static final int AT_PAGESZ = 6;
  private static final int AT_CLKTCK = 17;

  private AuxiliaryVector() {}

  static KernelConstants read(ProcFiles files) {
    byte[] bytes = new byte[1024];
    int length = files.read("self/auxv", bytes);
    int ticks = KernelConstants.USUAL.ticksPerSecond();
    int page = KernelConstants.USUAL.pageBytes();
    if (length > 0) {
      ByteBuffer words = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.nativeOrder());
      while (words.remaining() >= 16) {
        long type = words.getLong();
        long value = words.getLong();
        if (value <= 0 || value > Integer.MAX_VALUE) {
          continue;
        }
        if (type == AT_PAGESZ) {
          page = (int) value;
        } else if (type == AT_CLKTCK) {
          ticks = (int) value;
        }
      }
    }
    return new KernelConstants(ticks, page);
  }
}

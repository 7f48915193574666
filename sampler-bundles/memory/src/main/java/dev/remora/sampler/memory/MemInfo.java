// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import dev.remora.api.proc.ProcScanner;

/** What one reading of {@code /proc/meminfo} says (proc_meminfo(5)), in bytes. */
final class MemInfo {
  long total;
  long free;
  long available;
  long buffers;

  /** Cached files, and what of the kernel's own caches can be given back; -1 when not known. */
  long cached;

  /**
   * Reads as far as needed. A reading of the start script ends before the line about the kernel's
   * own caches.
   *
   * @return false, with unusable content, when a line is garbled or one of the others missing
   */
  boolean read(ProcScanner file) {
    total = -1;
    free = -1;
    available = -1;
    buffers = -1;
    long files = -1;
    long reclaimable = -1;
    do {
      if (file.skip("MemTotal:")) {
        total = bytes(file);
      } else if (file.skip("MemFree:")) {
        free = bytes(file);
      } else if (file.skip("MemAvailable:")) {
        available = bytes(file);
      } else if (file.skip("Buffers:")) {
        buffers = bytes(file);
      } else if (file.skip("Cached:")) {
        files = bytes(file);
      } else if (file.skip("SReclaimable:")) {
        reclaimable = bytes(file);
        break;
      }
    } while (file.nextLine());
    cached = reclaimable < 0 ? -1 : files + reclaimable;
    return total > 0 && free >= 0 && available >= 0 && buffers >= 0 && files >= 0;
  }

  private static long bytes(ProcScanner line) {
    long kibibytes = line.nextNumber();
    boolean usual = !line.atLineEnd() && line.skip("kB");
    return usual && kibibytes <= Long.MAX_VALUE / 2048 ? kibibytes * 1024 : -1;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import java.io.File;

/** Space of a file system in bytes, as statvfs(3) has it; 0 where there is none. */
interface DiskSpace {

  /** All of it. */
  long total();

  /** What holds no data. */
  long unallocated();

  /** What of that is not kept for root. */
  long usable();

  /**
   * The file system of a folder. By way of {@link File}, because a {@code FileStore} reads the
   * whole list of mounts when it is made.
   */
  static DiskSpace of(String path) {
    File folder = new File(path);
    return new DiskSpace() {
      @Override
      public long total() {
        return folder.getTotalSpace();
      }

      @Override
      public long unallocated() {
        return folder.getFreeSpace();
      }

      @Override
      public long usable() {
        return folder.getUsableSpace();
      }
    };
  }
}

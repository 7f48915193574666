// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.memory;

import java.util.Arrays;

/**
 * The path of one file of each process, made once as long as the processes stay the same and in the
 * same order.
 */
final class ProcessPaths {
  private final String file;
  private int[] pids = new int[0];
  private String[] paths = new String[0];

  /**
   * @param file the file's name, with a slash before it
   */
  ProcessPaths(String file) {
    this.file = file;
  }

  /** The path for the {@code i}-th process of the list. */
  String of(int i, int pid) {
    if (i >= pids.length) {
      pids = Arrays.copyOf(pids, i + 8);
      paths = Arrays.copyOf(paths, i + 8);
    }
    if (pids[i] != pid) {
      pids[i] = pid;
      paths[i] = pid + file;
    }
    return paths[i];
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.api.proc;

/**
 * What the kernel's numbers are counted in.
 *
 * @param ticksPerSecond {@code USER_HZ}: unit of CPU times in {@code stat} files; 100 in practice
 * @param pageBytes size of a memory page: unit of {@code statm}
 */
public record KernelConstants(int ticksPerSecond, int pageBytes) {

  /** What holds on every Lambda platform known so far. */
  public static final KernelConstants USUAL = new KernelConstants(100, 4096);
}

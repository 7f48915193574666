// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

/**
 * From when on everything in the sandbox together has no more of the CPU than comes with the
 * function's memory size: one processor for each 1,769 MB, in periods of 20 ms.
 */
public enum CpuLimit {
  /** Never: all of the machine. */
  NONE,
  /** From the end of the first init on, as in Lambda, which gives init more than it is paid. */
  AFTER_INIT,
  /** From the start of the first process on. */
  FROM_START
}

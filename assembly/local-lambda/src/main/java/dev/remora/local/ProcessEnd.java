// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

/**
 * How a process ended and what it had used, as the kernel reports it to the parent.
 *
 * @param exitCode exit code, or -1 when a signal ended it
 * @param signal number of the signal that ended it, or 0
 * @param cpuMs processor time, user and system, of the process and the children it has waited for,
 *     in milliseconds
 * @param peakResidentKilobytes largest resident size of the process or one such child
 */
public record ProcessEnd(int exitCode, int signal, double cpuMs, long peakResidentKilobytes) {

  /** Whether it left by itself with exit code 0. */
  public boolean clean() {
    return exitCode == 0;
  }

  @Override
  public String toString() {
    return signal == 0 ? "exit status " + exitCode : "signal " + signal;
  }
}

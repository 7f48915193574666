// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

/**
 * What a CPU did: the values of OpenTelemetry's attribute {@code cpu.mode} that Linux tells apart.
 */
enum CpuMode {
  USER("user", true),
  NICE("nice", true),
  SYSTEM("system", true),
  IDLE("idle", false),
  /** Idle with a request to a disk under way; the kernel itself calls it unreliable. */
  IOWAIT("iowait", false),
  /** Hard and soft interrupts together. */
  INTERRUPT("interrupt", true),
  /** Ready to run but not run by the host: neither busy nor idle. */
  STEAL("steal", false);

  static final int COUNT = values().length;

  private final String word;
  private final boolean busy;

  CpuMode(String word, boolean busy) {
    this.word = word;
    this.busy = busy;
  }

  /** The word as it is exported. */
  String word() {
    return word;
  }

  /** Whether time in this mode was work. */
  boolean busy() {
    return busy;
  }
}

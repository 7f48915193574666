// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

/** Which records go first when space runs out. Each class has its own segments. */
public enum Priority {
  /** Data points: dropped first. */
  POINT("seg-"),
  /** Summaries of invocations: dropped only when no points are left. */
  SUMMARY("sum-");

  private final String filePrefix;

  Priority(String filePrefix) {
    this.filePrefix = filePrefix;
  }

  /** What the names of this class's segment files begin with. */
  public String filePrefix() {
    return filePrefix;
  }
}

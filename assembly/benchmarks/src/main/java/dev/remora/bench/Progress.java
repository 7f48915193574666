// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench;

/** Hears what is going on, from the benchmark's own thread. */
public interface Progress {

  /** A new phase begins; one short line that may be overwritten by the next. */
  void phase(String text);
}

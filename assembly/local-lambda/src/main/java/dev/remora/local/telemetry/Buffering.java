// SPDX-License-Identifier: Apache-2.0
package dev.remora.local.telemetry;

/**
 * When a batch is closed: at whichever limit is reached first. A batch may exceed {@code maxBytes}
 * by its last record.
 *
 * @param maxItems records, 1,000 to 10,000
 * @param maxBytes bytes of the records, 262,144 to 1,048,576
 * @param timeoutMs age of the oldest record in milliseconds, 25 to 30,000
 */
record Buffering(int maxItems, int maxBytes, int timeoutMs) {

  /** What holds where a subscription says nothing. */
  static final Buffering DEFAULT = new Buffering(10_000, 262_144, 1_000);
}

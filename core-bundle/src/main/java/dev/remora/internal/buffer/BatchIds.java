// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.util.UUID;

/**
 * Makes batch ids: a UUID of version 8 (RFC 9562) whose first half stands for the sandbox and whose
 * second is the sequence.
 */
final class BatchIds {
  private final long sandbox;

  BatchIds(String sandboxId) {
    // FNV-1a with a final mix; sandbox ids are random, so this only has to spread them.
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < sandboxId.length(); i++) {
      hash = (hash ^ sandboxId.charAt(i)) * 0x100000001B3L;
    }
    hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
    hash ^= hash >>> 33;
    sandbox = hash & ~0xF000L | 0x8000L;
  }

  UUID of(long sequence) {
    return new UUID(sandbox, sequence & 0x3FFF_FFFF_FFFF_FFFFL | 1L << 63);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.util.Arrays;

/**
 * A record as it goes to the disk: {@code bytes[0, length)}. The id of the invocation is as it was
 * given, since segments rotate at a new one.
 */
record EncodedRecord(
    long sequence,
    Priority priority,
    long createdUnixMillis,
    String invocationId,
    byte[] bytes,
    int length) {

  /** The same with bytes of its own. */
  EncodedRecord copy() {
    return new EncodedRecord(
        sequence, priority, createdUnixMillis, invocationId, Arrays.copyOf(bytes, length), length);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import dev.remora.api.Signal;
import java.util.Objects;

/**
 * What is to be appended: one closed batch.
 *
 * @param signal what the payload holds
 * @param priority whether it is dropped before or after others
 * @param itemCount number of data points or log records in it; not negative
 * @param invocationId the request id that all of it belongs to; empty when it belongs to none. An
 *     id that is longer than {@value RecordHeader#MAX_INVOCATION_ID} characters or not printable
 *     ASCII is not kept
 * @param payload bytes, of which the first {@code length} count; read during the call only
 * @param length number of bytes
 */
public record NewRecord(
    Signal signal,
    Priority priority,
    int itemCount,
    String invocationId,
    byte[] payload,
    int length) {
  public NewRecord {
    Objects.requireNonNull(signal, "signal");
    Objects.requireNonNull(priority, "priority");
    Objects.requireNonNull(invocationId, "invocationId");
    Objects.checkFromIndexSize(0, length, payload.length);
    if (itemCount < 0) {
      throw new IllegalArgumentException("itemCount " + itemCount);
    }
  }
}

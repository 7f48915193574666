// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import dev.remora.api.Signal;
import java.util.UUID;

/**
 * One record as it was appended, read back, decompressed and checked.
 *
 * @param sequence its place; ascends in the order of appending
 * @param batchId the same however often it is read, also by a later agent
 * @param signal what the payload holds
 * @param priority the class it was appended with
 * @param createdUnixMillis when it was appended
 * @param itemCount number of data points or log records
 * @param invocationId the request id it belongs to; empty when none
 * @param payload the bytes; a fresh array
 */
public record BufferedRecord(
    long sequence,
    UUID batchId,
    Signal signal,
    Priority priority,
    long createdUnixMillis,
    int itemCount,
    String invocationId,
    byte[] payload) {}

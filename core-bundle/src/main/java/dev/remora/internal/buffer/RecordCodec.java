// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.util.UUID;

/** Turns records into bytes and back. Not thread-safe: encodes into one buffer of its own. */
public final class RecordCodec {
  /** What is kept from one record to the next; a larger buffer is let go again. */
  private static final int KEPT_BUFFER = 256 << 10;

  private byte[] encoded = new byte[0];

  /**
   * Encodes a record into {@link #encoded()}.
   *
   * @return its length
   */
  int encode(NewRecord record, long sequence, UUID batchId, long createdUnixMillis) {
    String invocationId = RecordHeader.storable(record.invocationId());
    int frameStart = RecordHeader.headerLength(invocationId);
    int capacity = frameStart + Lz4Frame.maxLength(record.length());
    if (encoded.length < capacity || encoded.length > KEPT_BUFFER && capacity <= KEPT_BUFFER) {
      encoded = new byte[capacity];
    }
    int end = Lz4Frame.compress(record.payload(), record.length(), encoded, frameStart);
    new RecordHeader(
            record.signal(),
            record.priority(),
            sequence,
            batchId,
            createdUnixMillis,
            end - frameStart,
            record.length(),
            Math.min(record.itemCount(), RecordHeader.MAX_ITEMS),
            invocationId)
        .write(encoded, 0);
    return end;
  }

  /** What {@link #encode} wrote; valid until its next call. */
  byte[] encoded() {
    return encoded;
  }

  /**
   * Decodes the record that fills {@code bytes[start, end)}.
   *
   * @return null if it is damaged
   */
  public BufferedRecord decode(byte[] bytes, int start, int end) {
    if (RecordHeader.check(bytes, start, end) != null) {
      return null;
    }
    RecordHeader header = RecordHeader.read(bytes, start);
    int frameStart = start + header.headerLength();
    if (frameStart + header.frameLength() != end) {
      return null;
    }
    byte[] payload = Lz4Frame.decompress(bytes, frameStart, end, header.payloadLength());
    if (payload == null) {
      return null;
    }
    return new BufferedRecord(
        header.sequence(),
        header.batchId(),
        header.signal(),
        header.priority(),
        header.createdUnixMillis(),
        header.itemCount(),
        header.invocationId(),
        payload);
  }
}

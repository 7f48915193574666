// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import dev.remora.api.Signal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What a record says of itself: an LZ4 skippable frame, which every LZ4 tool passes over. The data
 * frame follows it at once.
 *
 * <pre>
 *   0  4  0x184D2A5B          skippable frame
 *   4  4  56 + n              its length from here on
 *   8  4  "RMRA"
 *  12  1  version, 1
 *  13  1  signal              1 metrics, 2 logs
 *  14  1  flags               bit 0: summary
 *  15  1  n                   length of the invocation id, 0 to 64
 *  16  8  sequence
 *  24 16  batch id            UUID, most significant byte first
 *  40  8  created             Unix milliseconds
 *  48  4  length of the data frame
 *  52  4  length of the payload
 *  56  4  number of items
 *  60  n  invocation id       ASCII
 * 60+n 4  CRC32C              of bytes 8 to 60+n and the data frame
 * </pre>
 *
 * Numbers are little-endian.
 */
public record RecordHeader(
    Signal signal,
    Priority priority,
    long sequence,
    UUID batchId,
    long createdUnixMillis,
    int frameLength,
    int payloadLength,
    int itemCount,
    String invocationId) {

  /** Most bytes of payload that one record may hold. */
  public static final int MAX_PAYLOAD = 1 << 20;

  /** Most characters of an invocation id. */
  public static final int MAX_INVOCATION_ID = 64;

  /** Most bytes of one record. */
  static final int MAX_RECORD = 64 + MAX_INVOCATION_ID + Lz4Frame.maxFrameLength(MAX_PAYLOAD);

  /** More items than a payload can hold; a header that says more is refused. */
  static final int MAX_ITEMS = 1_000_000;

  static final int SKIPPABLE_MAGIC = 0x184D2A5B;

  private static final int RECORD_MAGIC = 'R' | 'M' << 8 | 'R' << 16 | 'A' << 24;
  private static final int VERSION = 1;
  private static final int FLAG_SUMMARY = 1;
  private static final int PREFIX = 8;
  static final int FIXED = 64;
  private static final int MAX_RATIO = 255;

  /** Bytes before the data frame. */
  public int headerLength() {
    return headerLength(invocationId);
  }

  /** Bytes of the whole record. */
  public int recordLength() {
    return headerLength() + frameLength;
  }

  static int headerLength(String invocationId) {
    return FIXED + invocationId.length();
  }

  /** The id as a record may carry it: a wrong one would be worse than none. */
  static String storable(String invocationId) {
    if (invocationId.length() > MAX_INVOCATION_ID) {
      return "";
    }
    for (int i = 0; i < invocationId.length(); i++) {
      if (!printable(invocationId.charAt(i))) {
        return "";
      }
    }
    return invocationId;
  }

  /** Writes the header before a data frame that stands in {@code target} already. */
  void write(byte[] target, int start) {
    int idLength = invocationId.length();
    LittleEndian.putInt(target, start, SKIPPABLE_MAGIC);
    LittleEndian.putInt(target, start + 4, FIXED - PREFIX + idLength);
    LittleEndian.putInt(target, start + 8, RECORD_MAGIC);
    target[start + 12] = VERSION;
    target[start + 13] = (byte) (signal == Signal.METRICS ? 1 : 2);
    target[start + 14] = (byte) (priority == Priority.SUMMARY ? FLAG_SUMMARY : 0);
    target[start + 15] = (byte) idLength;
    LittleEndian.putLong(target, start + 16, sequence);
    LittleEndian.putLong(target, start + 24, Long.reverseBytes(batchId.getMostSignificantBits()));
    LittleEndian.putLong(target, start + 32, Long.reverseBytes(batchId.getLeastSignificantBits()));
    LittleEndian.putLong(target, start + 40, createdUnixMillis);
    LittleEndian.putInt(target, start + 48, frameLength);
    LittleEndian.putInt(target, start + 52, payloadLength);
    LittleEndian.putInt(target, start + 56, itemCount);
    for (int i = 0; i < idLength; i++) {
      target[start + 60 + i] = (byte) invocationId.charAt(i);
    }
    LittleEndian.putInt(target, start + 60 + idLength, checksum(target, start));
  }

  /**
   * Whether a whole, undamaged record begins at {@code start}; allocates nothing of the record's
   * size.
   *
   * @param end where the bytes end
   * @return what is wrong; null if nothing is, and then {@link #read} may be called
   */
  static RecordFault check(byte[] bytes, int start, int end) {
    if (end - start < PREFIX || LittleEndian.getInt(bytes, start) != SKIPPABLE_MAGIC) {
      return end - start < PREFIX ? RecordFault.TORN : RecordFault.NOT_A_RECORD;
    }
    if (end - start < FIXED) {
      return RecordFault.TORN;
    }
    if (LittleEndian.getInt(bytes, start + 8) != RECORD_MAGIC) {
      return RecordFault.NOT_A_RECORD;
    }
    if (bytes[start + 12] != VERSION) {
      return RecordFault.UNKNOWN_VERSION;
    }
    if (impossible(bytes, start) != null) {
      return RecordFault.IMPOSSIBLE_HEADER;
    }
    if (end - start < statedLength(bytes, start)) {
      return RecordFault.TORN;
    }
    return storedChecksum(bytes, start) == checksum(bytes, start) ? null : RecordFault.CHECKSUM;
  }

  /** What is expected of the first field that cannot be as it is; null when all can. */
  static String impossible(byte[] bytes, int start) {
    int idLength = bytes[start + 15];
    int frameLength = LittleEndian.getInt(bytes, start + 48);
    int payloadLength = LittleEndian.getInt(bytes, start + 52);
    int itemCount = LittleEndian.getInt(bytes, start + 56);
    if (bytes[start + 13] != 1 && bytes[start + 13] != 2) {
      return "signal (byte 13) 1 or 2";
    }
    if ((bytes[start + 14] & ~FLAG_SUMMARY) != 0) {
      return "flags (byte 14) 0 or 1";
    }
    if (idLength < 0 || idLength > MAX_INVOCATION_ID) {
      return "length of the invocation id (byte 15) 0 to 64";
    }
    if (LittleEndian.getInt(bytes, start + 4) != FIXED - PREFIX + idLength) {
      return "length of the skippable frame (byte 4) 56 more than the invocation id's";
    }
    if (LittleEndian.getLong(bytes, start + 16) <= 0) {
      return "sequence (byte 16) above 0";
    }
    if (frameLength <= 0 || frameLength > Lz4Frame.maxFrameLength(MAX_PAYLOAD)) {
      return "length of the LZ4 frame (byte 48) 1 to 1048603";
    }
    if (payloadLength < 0 || payloadLength > MAX_PAYLOAD) {
      return "length of the payload (byte 52) 0 to 1048576";
    }
    if (payloadLength > (long) frameLength * MAX_RATIO) {
      return "length of the payload (byte 52) at most 255 times the LZ4 frame's";
    }
    return itemCount < 0 || itemCount > MAX_ITEMS ? "items (byte 56) 0 to 1000000" : null;
  }

  /** Bytes of the record whose header says nothing impossible. */
  static int statedLength(byte[] bytes, int start) {
    return FIXED + bytes[start + 15] + LittleEndian.getInt(bytes, start + 48);
  }

  static int storedChecksum(byte[] bytes, int start) {
    return LittleEndian.getInt(bytes, start + 60 + bytes[start + 15]);
  }

  /** The checksum that a whole record must have. */
  static int checksum(byte[] bytes, int start) {
    int idLength = bytes[start + 15];
    int frameLength = LittleEndian.getInt(bytes, start + 48);
    CRC32C crc = new CRC32C();
    crc.update(bytes, start + PREFIX, FIXED - PREFIX - 4 + idLength);
    crc.update(bytes, start + FIXED + idLength, frameLength);
    return (int) crc.getValue();
  }

  /** Reads a header that {@link #check} found good. */
  static RecordHeader read(byte[] bytes, int start) {
    return new RecordHeader(
        bytes[start + 13] == 1 ? Signal.METRICS : Signal.LOGS,
        (bytes[start + 14] & FLAG_SUMMARY) != 0 ? Priority.SUMMARY : Priority.POINT,
        LittleEndian.getLong(bytes, start + 16),
        new UUID(
            Long.reverseBytes(LittleEndian.getLong(bytes, start + 24)),
            Long.reverseBytes(LittleEndian.getLong(bytes, start + 32))),
        LittleEndian.getLong(bytes, start + 40),
        LittleEndian.getInt(bytes, start + 48),
        LittleEndian.getInt(bytes, start + 52),
        LittleEndian.getInt(bytes, start + 56),
        new String(bytes, start + 60, bytes[start + 15], StandardCharsets.US_ASCII));
  }

  private static boolean printable(char c) {
    return c > ' ' && c < 0x7F;
  }
}

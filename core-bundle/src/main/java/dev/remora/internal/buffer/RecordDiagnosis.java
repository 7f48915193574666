// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.util.HexFormat;

/** Says for people what was expected where a record is damaged. The agent does not need it. */
public final class RecordDiagnosis {
  private static final int SHOWN = 12;

  private RecordDiagnosis() {}

  /**
   * What was expected and what was found.
   *
   * @param fault what a {@link SegmentScan} found wrong with the record at {@code start}
   * @param end where the bytes end
   */
  public static String of(RecordFault fault, byte[] bytes, int start, int end) {
    return switch (fault) {
      case NOT_A_RECORD ->
          "expected 5b2a4d18, a length and RMRA (524d5241), found "
              + HexFormat.of().formatHex(bytes, start, Math.min(end, start + SHOWN));
      case UNKNOWN_VERSION -> "expected version (byte 12) 1, found " + (bytes[start + 12] & 0xFF);
      case IMPOSSIBLE_HEADER -> "expected " + RecordHeader.impossible(bytes, start);
      case TORN ->
          "expected "
              + (end - start < RecordHeader.FIXED
                  ? "at least " + RecordHeader.FIXED
                  : RecordHeader.statedLength(bytes, start))
              + " bytes, found "
              + (end - start);
      case CHECKSUM ->
          "expected CRC32C "
              + HexFormat.of().toHexDigits(RecordHeader.storedChecksum(bytes, start))
              + ", found "
              + HexFormat.of().toHexDigits(RecordHeader.checksum(bytes, start));
      case BAD_FRAME -> "expected one LZ4 frame";
      case TOO_MANY -> "expected at most " + SegmentScan.MAX_RECORDS;
    };
  }
}

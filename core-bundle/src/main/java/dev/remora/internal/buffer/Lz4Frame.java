// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

/**
 * Writes and reads one LZ4 frame (LZ4 Frame Format 1.6.4). Written: independent blocks, content
 * size, content checksum. Read: that, and any frame of independent blocks without dictionary.
 * Stateless, thread-safe.
 */
final class Lz4Frame {
  private static final int MAGIC = 0x184D2204;
  private static final int VERSION = 0b01 << 6;
  private static final int INDEPENDENT_BLOCKS = 1 << 5;
  private static final int BLOCK_CHECKSUM = 1 << 4;
  private static final int CONTENT_SIZE = 1 << 3;
  private static final int CONTENT_CHECKSUM = 1 << 2;
  private static final int RESERVED_OR_DICTIONARY = 0b11;
  private static final int STORED = 1 << 31;
  private static final int HEADER_LENGTH = 15;
  private static final int TRAILER_LENGTH = 8;

  private Lz4Frame() {}

  /**
   * Most bytes that {@link #compress} writes for so many; the block codec may need them on its way.
   */
  static int maxLength(int rawLength) {
    return HEADER_LENGTH + 4 + Lz4Block.maxLength(rawLength) + TRAILER_LENGTH;
  }

  /** Most bytes that a finished frame of {@link #compress} has: what does not shrink is stored. */
  static int maxFrameLength(int rawLength) {
    return HEADER_LENGTH + 4 + rawLength + TRAILER_LENGTH;
  }

  /**
   * Writes the frame of {@code raw[0, length)} into {@code target} from {@code start} on.
   *
   * @return where the frame ends
   */
  static int compress(byte[] raw, int length, byte[] target, int start) {
    LittleEndian.putInt(target, start, MAGIC);
    target[start + 4] = (byte) (VERSION | INDEPENDENT_BLOCKS | CONTENT_SIZE | CONTENT_CHECKSUM);
    target[start + 5] = (byte) (blockSizeCode(length) << 4);
    LittleEndian.putLong(target, start + 6, length);
    target[start + 14] = headerCheck(target, start + 4, 10);
    int at = start + HEADER_LENGTH;
    if (length > 0) {
      int block = Lz4Block.compress(raw, length, target, at + 4) - at - 4;
      if (block < length) {
        LittleEndian.putInt(target, at, block);
      } else {
        System.arraycopy(raw, 0, target, at + 4, length);
        block = length;
        LittleEndian.putInt(target, at, length | STORED);
      }
      at += 4 + block;
    }
    LittleEndian.putInt(target, at, 0);
    LittleEndian.putInt(target, at + 4, XxHash32.hash(raw, 0, length));
    return at + TRAILER_LENGTH;
  }

  /** The smallest of 64 KiB, 256 KiB, 1 MiB and 4 MiB that holds all in one block. */
  private static int blockSizeCode(int length) {
    int code = 4;
    while (code < 7 && length > maxBlock(code)) {
      code++;
    }
    return code;
  }

  private static int maxBlock(int code) {
    return 1 << (8 + 2 * code);
  }

  private static byte headerCheck(byte[] bytes, int offset, int length) {
    return (byte) (XxHash32.hash(bytes, offset, length) >>> 8);
  }

  /**
   * Reads the frame that fills {@code source[start, end)}.
   *
   * @param rawLength what it must decompress to; the only memory this allocates
   * @return the content, or null if this is not such a frame
   */
  static byte[] decompress(byte[] source, int start, int end, int rawLength) {
    if (end - start < 7 + 4 || LittleEndian.getInt(source, start) != MAGIC) {
      return null;
    }
    int flags = source[start + 4] & 0xFF;
    int blockCode = (source[start + 5] & 0xFF) >>> 4;
    boolean supported =
        (flags & 0xC0) == VERSION
            && (flags & INDEPENDENT_BLOCKS) != 0
            && (flags & RESERVED_OR_DICTIONARY) == 0
            && (source[start + 5] & 0x8F) == 0
            && blockCode >= 4;
    if (!supported) {
      return null;
    }
    int at = start + 6;
    if ((flags & CONTENT_SIZE) != 0) {
      if (end - at < 8 + 1 + 4 || LittleEndian.getLong(source, at) != rawLength) {
        return null;
      }
      at += 8;
    }
    if (source[at] != headerCheck(source, start + 4, at - start - 4)) {
      return null;
    }
    return blocks(source, at + 1, end, rawLength, flags, maxBlock(blockCode));
  }

  private static byte[] blocks(
      byte[] source, int start, int end, int rawLength, int flags, int maxBlock) {
    byte[] raw = new byte[rawLength];
    int filled = 0;
    int at = start;
    while (true) {
      if (end - at < 4) {
        return null;
      }
      int word = LittleEndian.getInt(source, at);
      at += 4;
      if (word == 0) {
        break;
      }
      int length = word & ~STORED;
      int checksum = (flags & BLOCK_CHECKSUM) != 0 ? 4 : 0;
      if (length > maxBlock || end - at < length + checksum) {
        return null;
      }
      if (checksum != 0
          && LittleEndian.getInt(source, at + length) != XxHash32.hash(source, at, length)) {
        return null;
      }
      int room = Math.min(rawLength - filled, maxBlock);
      int count =
          word < 0
              ? store(source, at, length, raw, filled, room)
              : Lz4Block.decompress(source, at, at + length, raw, filled, room);
      if (count < 0) {
        return null;
      }
      filled += count;
      at += length + checksum;
    }
    if ((flags & CONTENT_CHECKSUM) != 0) {
      if (end - at < 4 || LittleEndian.getInt(source, at) != XxHash32.hash(raw, 0, filled)) {
        return null;
      }
      at += 4;
    }
    return at == end && filled == rawLength ? raw : null;
  }

  private static int store(
      byte[] source, int offset, int length, byte[] raw, int filled, int room) {
    if (length > room) {
      return -1;
    }
    System.arraycopy(source, offset, raw, filled, length);
    return length;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Makes complete LZ4 frames (LZ4 Frame Format 1.6.x), which the {@code lz4} tool reads one after
 * the other: independent blocks of 64 KiB and a checksum over the content.
 *
 * <p>The library's own {@code LZ4FrameOutputStream} cannot be used: for a checksum over the content
 * it takes its fastest instance, which loads native code that the layer's run-time image must not
 * need, and its checksums of blocks are over the raw instead of the compressed bytes (lz4-java
 * 1.14.0), so that the tool refuses them.
 */
final class Lz4Frames {
  private static final int MAGIC = 0x184D2204;

  /** Version 1, independent blocks, checksum over the content. */
  private static final byte FLAGS = 0x64;

  /** Blocks of at most 64 KiB. */
  private static final byte BLOCK_SIZE_CODE = 0x40;

  private static final int BLOCK_SIZE = 64 * 1024;
  private static final int HEADER_SIZE = 7;
  private static final int TRAILER_SIZE = 8;

  /** Marks a block that was not compressed because that would have made it longer. */
  private static final int RAW_BLOCK = 1 << 31;

  private final LZ4Compressor compressor = LZ4Factory.safeInstance().fastCompressor();
  private final XXHash32 checksum = XXHashFactory.safeInstance().hash32();

  /** A frame that holds the line and a line end. */
  byte[] frame(byte[] line) {
    byte[] content = Arrays.copyOf(line, line.length + 1);
    content[line.length] = '\n';
    byte[] frame = new byte[mostBytes(content.length)];
    putInt(frame, 0, MAGIC);
    frame[4] = FLAGS;
    frame[5] = BLOCK_SIZE_CODE;
    frame[6] = (byte) (checksum.hash(frame, 4, 2, 0) >>> 8);
    int end = HEADER_SIZE;
    for (int from = 0; from < content.length; from += BLOCK_SIZE) {
      end = putBlock(frame, end, content, from, Math.min(BLOCK_SIZE, content.length - from));
    }
    putInt(frame, end, 0);
    putInt(frame, end + 4, checksum.hash(content, 0, content.length, 0));
    return Arrays.copyOf(frame, end + TRAILER_SIZE);
  }

  private int putBlock(byte[] frame, int at, byte[] content, int from, int length) {
    int data = at + 4;
    int compressed = compressor.compress(content, from, length, frame, data);
    if (compressed < length) {
      putInt(frame, at, compressed);
      return data + compressed;
    }
    putInt(frame, at, length | RAW_BLOCK);
    System.arraycopy(content, from, frame, data, length);
    return data + length;
  }

  private int mostBytes(int contentLength) {
    int blocks = (contentLength + BLOCK_SIZE - 1) / BLOCK_SIZE;
    int slack = compressor.maxCompressedLength(BLOCK_SIZE) - BLOCK_SIZE + 4;
    return HEADER_SIZE + contentLength + blocks * slack + TRAILER_SIZE;
  }

  private static void putInt(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >>> 8);
    bytes[at + 2] = (byte) (value >>> 16);
    bytes[at + 3] = (byte) (value >>> 24);
  }
}

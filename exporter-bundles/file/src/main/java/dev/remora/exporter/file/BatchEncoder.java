// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import dev.remora.api.Batch;

/** The bytes of a batch as they are appended: a line, or an LZ4 frame that holds a line. */
final class BatchEncoder {
  private final boolean withInvocationIds;
  private final boolean compressed;
  private Lz4Frames frames;

  BatchEncoder(FileSettings settings) {
    withInvocationIds = settings.invocationIds();
    compressed = settings.lz4();
  }

  /**
   * Encodes a batch. A line has a line end before it too, for a file whose last line was torn;
   * {@link #startFor} says whether to write it.
   */
  byte[] encode(Batch batch) {
    byte[] json = batch.toOtlpJson(withInvocationIds);
    if (compressed) {
      if (frames == null) {
        frames = new Lz4Frames();
      }
      return frames.frame(json);
    }
    byte[] line = new byte[json.length + 2];
    line[0] = '\n';
    System.arraycopy(json, 0, line, 1, json.length);
    line[line.length - 1] = '\n';
    return line;
  }

  /** From which index on the encoded bytes are written to a file that ends torn, or does not. */
  int startFor(boolean torn) {
    return compressed || torn ? 0 : 1;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.http.transport.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Compresses requests, quickly rather than tightly, and decompresses answers. */
final class Gzip {
  private static final int BUFFER = 8 * 1024;

  private Gzip() {}

  /** The fastest level: telemetry shrinks to a fifth of its size with it. */
  static byte[] compress(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.max(64, body.length / 4));
    try (OutputStream out = new Fast(bytes)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The first bytes of what was compressed, as many as wanted; fewer where it is torn. */
  static byte[] decompress(byte[] body, int most) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] buffer = new byte[BUFFER];
      int read = in.read(buffer, 0, Math.min(BUFFER, most));
      while (read > 0) {
        bytes.write(buffer, 0, read);
        read = in.read(buffer, 0, Math.min(BUFFER, most - bytes.size()));
      }
    } catch (IOException e) {
      // What could be read is enough.
    }
    return bytes.toByteArray();
  }

  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}

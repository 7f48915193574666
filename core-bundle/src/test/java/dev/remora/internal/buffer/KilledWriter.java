// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A process that appends for ever and prints the key of each record once {@code append} returned.
 */
final class KilledWriter {
  private KilledWriter() {}

  /** Arguments: directory, number of this run. */
  public static void main(String[] arguments) throws Exception {
    int run = Integer.parseInt(arguments[1]);
    DiskBuffer buffer =
        DiskBuffer.open(
            new BufferOptions(new File(arguments[0]), "killed", "7", 64 << 20, Long.MAX_VALUE / 2),
            new LocalFiles(),
            System::currentTimeMillis,
            new RecordingLog());
    // Never buffered: what the parent reads has been appended.
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    for (int n = 0; ; n++) {
      String key = run + "/" + n;
      byte[] payload = payload(key);
      Priority priority = n % 5 == 0 ? Priority.SUMMARY : Priority.POINT;
      buffer.append(BufferFixture.record(priority, "invocation " + n / 50, payload));
      out.write((key + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** A key, a zero byte and up to 20 KB that follow from it. */
  static byte[] payload(String key) {
    Random random = new Random(key.hashCode());
    byte[] rest = new byte[random.nextInt(20_000)];
    random.nextBytes(rest);
    byte[] head = (key + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] payload = new byte[head.length + rest.length];
    System.arraycopy(head, 0, payload, 0, head.length);
    System.arraycopy(rest, 0, payload, head.length, rest.length);
    return payload;
  }
}

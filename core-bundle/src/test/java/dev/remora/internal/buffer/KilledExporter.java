// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.io.File;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;

/**
 * A process that appends one record and sends what it finds to a server, acknowledging each batch
 * when the server has answered.
 */
final class KilledExporter {
  static final String BATCH_ID = "Batch-Id";

  private KilledExporter() {}

  /** Arguments: directory, number of this run, the server's port. */
  public static void main(String[] arguments) throws Exception {
    DiskBuffer buffer =
        DiskBuffer.open(
            BufferOptions.in(new File(arguments[0]), "killed", BufferFixture.VERSION),
            new LocalFiles(),
            System::currentTimeMillis,
            new RecordingLog());
    Cursor cursor = buffer.cursor("http");
    buffer.append(BufferFixture.point("record " + arguments[1]));
    URI server = URI.create("http://127.0.0.1:" + arguments[2] + "/");
    Optional<BufferedRecord> next = cursor.peek();
    while (next.isPresent()) {
      send(server, next.get());
      cursor.acknowledge(next.get());
      next = cursor.peek();
    }
    buffer.close();
  }

  private static void send(URI server, BufferedRecord record) throws Exception {
    HttpURLConnection request = (HttpURLConnection) server.toURL().openConnection();
    request.setDoOutput(true);
    request.setFixedLengthStreamingMode(record.payload().length);
    request.setRequestProperty(BATCH_ID, record.batchId().toString());
    request.getOutputStream().write(record.payload());
    if (request.getResponseCode() != 200) {
      throw new IllegalStateException("answered " + request.getResponseCode());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import dev.remora.api.Signal;
import dev.remora.internal.otlp.OtlpFormatException;
import dev.remora.internal.otlp.OtlpJson;
import dev.remora.internal.otlp.OtlpProtobuf;
import java.io.File;
import java.util.Optional;

/**
 * A process with the agent's heap that does with a buffer what the agent does: adopts it, appends,
 * and turns every record into JSON, as the exporter {@code file} does. Prints {@code kept} and
 * {@code refused} with numbers.
 */
final class HostileBuffer {
  /** What the rest of the agent keeps, measured with all bundles, and a bit more. */
  private static final int REST_OF_THE_AGENT = 6 << 20;

  private static final int LAST_CHANCES = 200;

  private HostileBuffer() {}

  /** Argument: the directory. */
  public static void main(String[] arguments) {
    byte[] rest = new byte[REST_OF_THE_AGENT];
    DiskBuffer buffer =
        DiskBuffer.open(
            new BufferOptions(
                new File(arguments[0]),
                "heir",
                BufferFixture.VERSION,
                BufferOptions.DEFAULT_QUOTA,
                Long.MAX_VALUE / 2),
            new LocalFiles(),
            System::currentTimeMillis,
            new RecordingLog());
    Cursor cursor = buffer.cursor("file");
    Cursor second = buffer.cursor("second");
    int kept = 0;
    int refused = 0;
    int refusedByModel = 0;
    Optional<BufferedRecord> next = cursor.peek(order(0));
    while (next.isPresent()) {
      BufferedRecord record = next.get();
      try {
        json(record);
        cursor.acknowledge(record);
        kept++;
      } catch (OtlpFormatException e) {
        cursor.drop(record, DropReason.REJECTED);
        refusedByModel++;
      } catch (IllegalArgumentException e) {
        cursor.drop(record, DropReason.REJECTED);
        refused++;
      }
      next = cursor.peek(order(kept + refused + refusedByModel));
    }
    buffer.append(BufferFixture.point("after all"));
    second.close();
    buffer.close();
    System.out.println(
        "kept " + kept + " refused " + refusedByModel + " + " + refused + " beside " + rest.length);
  }

  /** As at SHUTDOWN for a while, then as in an invocation. */
  private static Cursor.Order order(int done) {
    return done < LAST_CHANCES ? Cursor.Order.NEWEST_SUMMARIES_FIRST : Cursor.Order.OLDEST_FIRST;
  }

  private static void json(BufferedRecord record) throws OtlpFormatException {
    byte[] payload = record.payload();
    String id = "5d89e504-2532-4b6c-b591-b921ae709a22";
    byte[] line =
        record.signal() == Signal.METRICS
            ? OtlpJson.writeMetrics(OtlpProtobuf.decodeMetrics(payload, 0, payload.length), id)
            : OtlpJson.writeLogs(OtlpProtobuf.decodeLogs(payload, 0, payload.length), id);
    if (line.length < 2) {
      throw new AssertionError("no document");
    }
  }
}

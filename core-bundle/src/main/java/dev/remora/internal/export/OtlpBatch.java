// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.export;

import dev.remora.api.Batch;
import dev.remora.api.ExportResult;
import dev.remora.api.Signal;
import dev.remora.api.telemetry.ResourceLogs;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.otlp.OtlpFormatException;
import dev.remora.internal.otlp.OtlpJson;
import dev.remora.internal.otlp.OtlpProtobuf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Records of the buffer as exporters see them: one, several together, or a part of one. Taken apart
 * only when somebody asks.
 */
final class OtlpBatch implements Batch {
  private final UUID id;
  private final Signal signal;
  private final long createdUnixMillis;
  private final List<Piece> pieces;

  /**
   * One request of one invocation.
   *
   * @param invocationId empty when it belongs to none
   * @param itemCount number of data points or log records
   */
  private record Piece(String invocationId, int itemCount, byte[] payload) {}

  private OtlpBatch(UUID id, Signal signal, long createdUnixMillis, List<Piece> pieces) {
    this.id = id;
    this.signal = signal;
    this.createdUnixMillis = createdUnixMillis;
    this.pieces = pieces;
  }

  /** Records of one signal, at least one. Some together always have the same id. */
  static OtlpBatch of(List<BufferedRecord> records) {
    List<Piece> pieces = new ArrayList<>(records.size());
    long oldest = Long.MAX_VALUE;
    for (BufferedRecord record : records) {
      pieces.add(new Piece(record.invocationId(), record.itemCount(), record.payload()));
      oldest = Math.min(oldest, record.createdUnixMillis());
    }
    BufferedRecord first = records.getFirst();
    UUID last = records.getLast().batchId();
    UUID id = records.size() == 1 ? first.batchId() : named(first.batchId(), last, records.size());
    return new OtlpBatch(id, first.signal(), oldest, pieces);
  }

  /**
   * The two halves of the only record in it, each with an id that follows from this one's; empty
   * when it cannot be divided.
   */
  List<OtlpBatch> halves() {
    int middle = itemCount() / 2;
    return middle == 0 ? List.of() : List.of(part(0, 0, middle), part(1, middle, itemCount()));
  }

  private OtlpBatch part(int index, int from, int to) {
    byte[] payload =
        signal == Signal.METRICS
            ? OtlpProtobuf.encodeMetrics(Parts.ofMetrics(metrics(), from, to))
            : OtlpProtobuf.encodeLogs(Parts.ofLogs(logs(), from, to));
    Piece piece = new Piece(pieces.getFirst().invocationId(), to - from, payload);
    return new OtlpBatch(named(id, id, index), signal, createdUnixMillis, List.of(piece));
  }

  /** The same for the same arguments, also in the next agent. */
  private static UUID named(UUID one, UUID other, int number) {
    return UUID.nameUUIDFromBytes(
        ByteBuffer.allocate(36)
            .putLong(one.getMostSignificantBits())
            .putLong(one.getLeastSignificantBits())
            .putLong(other.getMostSignificantBits())
            .putLong(other.getLeastSignificantBits())
            .putInt(number)
            .array());
  }

  @Override
  public UUID id() {
    return id;
  }

  @Override
  public Signal signal() {
    return signal;
  }

  @Override
  public long createdUnixMillis() {
    return createdUnixMillis;
  }

  @Override
  public int itemCount() {
    int count = 0;
    for (Piece piece : pieces) {
      count += piece.itemCount();
    }
    return count;
  }

  @Override
  public Optional<String> invocationId() {
    String invocation = pieces.getFirst().invocationId();
    for (Piece piece : pieces) {
      if (!piece.invocationId().equals(invocation)) {
        return Optional.empty();
      }
    }
    return invocation.isEmpty() ? Optional.empty() : Optional.of(invocation);
  }

  /** Length of {@link #toOtlpProtobuf()}. */
  int payloadBytes() {
    int length = 0;
    for (Piece piece : pieces) {
      length += piece.payload().length;
    }
    return length;
  }

  /** One request behind the other is one request (protobuf encoding, "Last One Wins"). */
  @Override
  public byte[] toOtlpProtobuf() {
    byte[] all = new byte[payloadBytes()];
    int at = 0;
    for (Piece piece : pieces) {
      System.arraycopy(piece.payload(), 0, all, at, piece.payload().length);
      at += piece.payload().length;
    }
    return all;
  }

  @Override
  public byte[] toOtlpJson(boolean withInvocationId) {
    if (!withInvocationId || pieces.size() == 1) {
      return json(toOtlpProtobuf(), withInvocationId ? pieces.getFirst().invocationId() : "");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Piece piece : pieces) {
      byte[] one = json(piece.payload(), piece.invocationId());
      // {"resourceMetrics":[ … ]}: the entries of all go between the first one's brackets.
      int from = all.size() == 0 ? 0 : indexOf(one, '[') + 1;
      if (all.size() > 0) {
        all.write(',');
      }
      all.write(one, from, one.length - 2 - from);
    }
    all.writeBytes(new byte[] {']', '}'});
    return all.toByteArray();
  }

  private static int indexOf(byte[] bytes, char wanted) {
    int at = 0;
    while (bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  private byte[] json(byte[] payload, String invocationId) {
    try {
      return signal == Signal.METRICS
          ? OtlpJson.writeMetrics(metrics(payload), invocationId)
          : OtlpJson.writeLogs(logs(payload), invocationId);
    } catch (IllegalArgumentException e) {
      // Longer than the agent's memory allows: its parts are not.
      String message = "batch " + id + " cannot be written as JSON: " + e.getMessage();
      throw new UnusableBatchException(message, ExportResult.tooLarge(message), e);
    }
  }

  @Override
  public List<ResourceMetrics> metrics() {
    return signal == Signal.METRICS ? metrics(toOtlpProtobuf()) : List.of();
  }

  @Override
  public List<ResourceLogs> logs() {
    return signal == Signal.LOGS ? logs(toOtlpProtobuf()) : List.of();
  }

  private List<ResourceMetrics> metrics(byte[] payload) {
    try {
      return OtlpProtobuf.decodeMetrics(payload, 0, payload.length);
    } catch (OtlpFormatException e) {
      throw unreadable(e);
    }
  }

  private List<ResourceLogs> logs(byte[] payload) {
    try {
      return OtlpProtobuf.decodeLogs(payload, 0, payload.length);
    } catch (OtlpFormatException e) {
      throw unreadable(e);
    }
  }

  /** The buffer checked its sums, so this is a defect of whoever wrote the record. */
  private UnusableBatchException unreadable(OtlpFormatException cause) {
    String message = "batch " + id + " is no OTLP request";
    return new UnusableBatchException(message, ExportResult.rejected(message), cause);
  }
}

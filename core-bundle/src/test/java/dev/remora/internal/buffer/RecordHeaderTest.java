// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Signal;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Sum;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordHeaderTest {
  private static final UUID BATCH_ID = UUID.fromString("01020304-0506-8708-890a-0b0c0d0e0f10");

  @TempDir Path temp;

  private static byte[] golden() {
    RecordCodec codec = new RecordCodec();
    byte[] payload = "golden golden golden golden golden".getBytes(StandardCharsets.US_ASCII);
    NewRecord record =
        new NewRecord(Signal.LOGS, Priority.SUMMARY, 258, "request", payload, payload.length);
    int length = codec.encode(record, 0x1122334455667788L, BATCH_ID, 1_800_000_000_000L);
    return Arrays.copyOf(codec.encoded(), length);
  }

  private static long crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }

  @Test
  void theChecksumIsReallyCrc32c() {
    byte[] ascending = new byte[32];
    byte[] ones = new byte[32];
    for (int i = 0; i < 32; i++) {
      ascending[i] = (byte) i;
      ones[i] = (byte) 0xFF;
    }
    assertThat(crc32c("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xE3069283L);
    assertThat(crc32c(new byte[32])).isEqualTo(0x8A9136AAL);
    assertThat(crc32c(ones)).isEqualTo(0x62A8AB43L);
    assertThat(crc32c(ascending)).isEqualTo(0x46DD794EL);
    byte[] record = golden();
    CRC32C crc = new CRC32C();
    crc.update(record, 8, 52 + 7);
    crc.update(record, 64 + 7, record.length - 71);
    assertThat(LittleEndian.getInt(record, 67)).isEqualTo((int) crc.getValue());
  }

  @Test
  void everyFieldStandsWhereTheDocumentSays() {
    byte[] record = golden();
    String header =
        "5b2a4d18" // skippable frame
            + "3f000000" // 56 + 7
            + "524d5241" // RMRA
            + "01020107" // version, logs, summary, 7
            + "8877665544332211" // sequence
            + "01020304050687088" // batch id
            + "90a0b0c0d0e0f10"
            + "00505c18a3010000" // created
            + HexFormat.of().toHexDigits((byte) (record.length - 71))
            + "000000"
            + "22000000" // payload length 34
            + "02010000" // items
            + "72657175657374"; // request
    assertThat(HexFormat.of().formatHex(record, 0, 67)).isEqualTo(header);
    assertThat(LittleEndian.getInt(record, 71)).isEqualTo(0x184D2204);
  }

  @Test
  void aSegmentOfVersionOneIsReadByEveryLaterVersion() throws Exception {
    byte[] kept;
    try (InputStream in = getClass().getResourceAsStream("sum-1122334455667788.lz4")) {
      kept = in.readAllBytes();
    }
    BufferedRecord record = new RecordCodec().decode(kept, 0, kept.length);
    assertThat(record.sequence()).isEqualTo(0x1122334455667788L);
    assertThat(record.batchId()).isEqualTo(BATCH_ID);
    assertThat(record.signal()).isEqualTo(Signal.LOGS);
    assertThat(record.priority()).isEqualTo(Priority.SUMMARY);
    assertThat(record.createdUnixMillis()).isEqualTo(1_800_000_000_000L);
    assertThat(record.itemCount()).isEqualTo(258);
    assertThat(record.invocationId()).isEqualTo("request");
    assertThat(record.payload()).asString().isEqualTo("golden golden golden golden golden");
    assertThat(golden()).as("what is written now").isEqualTo(kept);
  }

  /**
   * Written by the first writer of version 1, whose blocks lz4-java compressed: three batches and a
   * summary that "otlp" had not sent.
   */
  @Test
  void aDirectoryOfVersionOneIsAdoptedByEveryLaterVersion() throws Exception {
    for (String name :
        List.of(
            "manifest", "cursor-otlp", "seg-1a3185c500000000.lz4", "sum-1a3185c500000004.lz4")) {
      try (InputStream in = getClass().getResourceAsStream("version-1/" + name)) {
        Files.copy(in, temp.resolve(name));
      }
    }
    BufferFixture fixture = new BufferFixture(temp);
    DiskBuffer buffer = fixture.open();
    List<BufferedRecord> left = BufferFixture.drain(buffer.cursor("otlp"));

    assertThat(left)
        .extracting(BufferedRecord::invocationId)
        .containsExactly("invocation-1", "invocation-2", "invocation-3", "invocation-0");
    for (BufferedRecord record : left.subList(0, 3)) {
      ExportMetricsServiceRequest request = ExportMetricsServiceRequest.parseFrom(record.payload());
      assertThat(request.getResourceMetrics(0).getScopeMetrics(0).getMetrics(0).getSum())
          .extracting(Sum::getDataPointsCount)
          .isEqualTo(record.itemCount());
    }
    assertThat(left.getLast().signal()).isEqualTo(Signal.LOGS);
    assertThat(buffer.statistics().dropped(DropReason.CORRUPT)).isZero();
  }

  @Test
  void anUnknownVersionIsSaid() {
    byte[] record = golden();
    record[12] = 2;
    assertThat(RecordHeader.check(record, 0, record.length)).isEqualTo(RecordFault.UNKNOWN_VERSION);
  }

  @Test
  void batchIdsDifferBySandboxAndSequence() {
    assertThat(new BatchIds("a").of(1)).isEqualTo(new BatchIds("a").of(1));
    assertThat(new BatchIds("a").of(1)).isNotEqualTo(new BatchIds("a").of(2));
    assertThat(new BatchIds("a").of(1)).isNotEqualTo(new BatchIds("b").of(1));
    assertThat(new BatchIds("").of(Long.MAX_VALUE).version()).isEqualTo(8);
    assertThat(new BatchIds("").of(Long.MAX_VALUE).variant()).isEqualTo(2);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static dev.remora.internal.buffer.BufferFixture.noise;
import static dev.remora.internal.buffer.BufferFixture.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Bytes from a broken or hostile disk. The kept corpus is {@code corpus.txt}: one case a line in
 * hex; add what ever broke a decoder. {@code -Dremora.test.fuzz=1000000} for a long run.
 */
class DecoderFuzzTest {
  private static final int ROUNDS = Integer.getInteger("remora.test.fuzz", 20_000);
  private static final long SEED = Long.getLong("remora.test.seed", System.nanoTime());

  /**
   * What reading one segment may allocate at most: a payload, some headers, nothing near a length
   * field.
   */
  private static final long ALLOCATION_BOUND = 2L << 20;

  private final RecordCodec codec = new RecordCodec();

  @BeforeAll
  static void printSeed() {
    System.out.println("DecoderFuzzTest -Dremora.test.seed=" + SEED);
  }

  private static byte[] encode(NewRecord record, long sequence) {
    RecordCodec codec = new RecordCodec();
    int length = codec.encode(record, sequence, new UUID(1, sequence), 1_800_000_000_000L);
    return Arrays.copyOf(codec.encoded(), length);
  }

  /** Makes the checksum of a record right again, so that what lies behind it is reached. */
  private static void repairChecksum(byte[] record) {
    if (record.length < 64) {
      return;
    }
    int idLength = record[15];
    int frameLength = LittleEndian.getInt(record, 48);
    if (idLength < 0 || frameLength < 0 || 64L + idLength + frameLength > record.length) {
      return;
    }
    CRC32C crc = new CRC32C();
    crc.update(record, 8, 52 + idLength);
    crc.update(record, 64 + idLength, frameLength);
    LittleEndian.putInt(record, 60 + idLength, (int) crc.getValue());
  }

  private static List<byte[]> corpus() throws Exception {
    List<byte[]> cases = new ArrayList<>();
    try (InputStream in = DecoderFuzzTest.class.getResourceAsStream("corpus.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        if (!line.isBlank() && !line.startsWith("#")) {
          cases.add(HexFormat.of().parseHex(line.strip()));
        }
      }
    }
    cases.add(encode(record(Priority.POINT, "request", "a payload a payload".getBytes()), 1));
    cases.add(encode(record(Priority.SUMMARY, "", new byte[300]), 2));
    cases.add(encode(record(Priority.POINT, "", noise(1, 200)), 3));
    cases.add(encode(record(Priority.POINT, "", new byte[0]), 4));
    return cases;
  }

  private void decode(byte[] bytes) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    SegmentScan scan = SegmentScan.of(bytes, bytes.length);
    int covered = 0;
    for (SegmentScan.Entry entry : scan.records()) {
      int end = entry.offset() + entry.header().recordLength();
      codec.decode(bytes, entry.offset(), end);
      covered += entry.header().recordLength();
    }
    codec.decode(bytes, 0, bytes.length);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    for (SegmentScan.Damage damage : scan.damages()) {
      covered += damage.length();
    }
    assertThat(covered).as("every byte is accounted for").isEqualTo(bytes.length);
    assertThat(allocated).isLessThan(ALLOCATION_BOUND);
  }

  @Test
  void theKeptCorpusIsDecodedOrRefused() throws Exception {
    for (byte[] one : corpus()) {
      decode(one);
      repairChecksum(one);
      decode(one);
    }
  }

  @Test
  void noMutationMakesTheDecodersThrowOrAllocateMuch() throws Exception {
    Random random = new Random(SEED);
    List<byte[]> corpus = corpus();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = corpus.get(random.nextInt(corpus.size())).clone();
      for (int i = random.nextInt(6); i >= 0 && bytes.length > 0; i--) {
        bytes = mutate(bytes, random);
      }
      if (random.nextInt(4) > 0) {
        repairChecksum(bytes);
      }
      try {
        decode(bytes);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "seed " + SEED + ", for the corpus: " + HexFormat.of().formatHex(bytes), e);
      }
    }
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    byte[] result = bytes;
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(6)) {
      case 0 -> result[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> result[at] = (byte) random.nextInt();
      case 2 -> result[at] = (byte) (random.nextBoolean() ? 0xFF : 0x7F);
      case 3 -> result = Arrays.copyOf(bytes, at);
      case 4 -> {
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        twice.write(bytes, 0, at);
        twice.write(bytes, 0, bytes.length);
        result = twice.size() < 4096 ? twice.toByteArray() : bytes;
      }
      default -> {
        if (bytes.length >= 64) {
          LittleEndian.putInt(result, 48 + 4 * random.nextInt(3), random.nextInt());
        }
      }
    }
    return result;
  }

  @Test
  void aDecompressionBombIsRefusedBeforeAnythingIsAllocated() {
    byte[] bomb = encode(record(Priority.POINT, "", new byte[1 << 20]), 1);
    LittleEndian.putInt(bomb, 52, Integer.MAX_VALUE);
    repairChecksum(bomb);
    assertThat(RecordHeader.check(bomb, 0, bomb.length)).isEqualTo(RecordFault.IMPOSSIBLE_HEADER);

    byte[] small = encode(record(Priority.POINT, "", new byte[100]), 1);
    LittleEndian.putInt(small, 52, 1 << 20);
    repairChecksum(small);
    assertThat(RecordHeader.check(small, 0, small.length))
        .as("more than 255 to 1")
        .isEqualTo(RecordFault.IMPOSSIBLE_HEADER);

    byte[] understated = encode(record(Priority.POINT, "", new byte[100_000]), 1);
    LittleEndian.putInt(understated, 52, 10);
    repairChecksum(understated);
    assertThat(RecordHeader.check(understated, 0, understated.length)).isNull();
    assertThat(codec.decode(understated, 0, understated.length))
        .as("decompresses to more than it says")
        .isNull();
  }

  @Test
  void absurdLengthsAreRefused() {
    for (int field : new int[] {4, 48, 52, 56}) {
      for (int value : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 24}) {
        byte[] bytes = encode(record(Priority.POINT, "x", new byte[100]), 1);
        LittleEndian.putInt(bytes, field, value);
        repairChecksum(bytes);
        assertThat(RecordHeader.check(bytes, 0, bytes.length))
            .as("%d at %d", value, field)
            .isEqualTo(RecordFault.IMPOSSIBLE_HEADER);
      }
    }
    byte[] id = encode(record(Priority.POINT, "x", new byte[100]), 1);
    id[15] = 65;
    assertThat(RecordHeader.check(id, 0, id.length)).isEqualTo(RecordFault.IMPOSSIBLE_HEADER);
  }

  @Test
  void aFileFullOfFalseStartsIsGivenUpSoon() {
    byte[] header = encode(record(Priority.POINT, "", noise(1, 100)), 1);
    byte[] bytes = new byte[1 << 20];
    for (int at = 0; at + 64 <= bytes.length; at += 64) {
      System.arraycopy(header, 0, bytes, at, 64);
      LittleEndian.putInt(bytes, at + 48, bytes.length - at - 64);
    }
    SegmentScan scan = SegmentScan.of(bytes, bytes.length);
    assertThat(scan.records()).isEmpty();
    assertThat(scan.damages()).hasSize(1);
  }
}

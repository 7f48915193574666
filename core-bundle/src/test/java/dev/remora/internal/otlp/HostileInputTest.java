// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Bytes that nobody vouches for: one kind of exception, and memory in proportion to the input. */
class HostileInputTest {
  /** An empty message of two bytes becomes an object with lists and their places. */
  private static final long BYTES_PER_INPUT_BYTE = 128;

  private static final long BYTES_AT_ALL = 64 * 1024;

  private final long seed = Long.getLong("remora.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final com.sun.management.ThreadMXBean threads =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @BeforeEach
  void printSeed(TestInfo test) {
    System.out.println(test.getDisplayName() + " -Dremora.seed=" + seed);
  }

  @Test
  void randomBytesAreRefusedOrRead() {
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      readAll(bytes);
    }
  }

  @Test
  void everyTruncationOfAMessageIsRefusedOrRead() {
    for (byte[] bytes : seeds()) {
      int step = Math.max(1, bytes.length / 3000);
      for (int length = 0; length < bytes.length; length += step) {
        readAll(Arrays.copyOf(bytes, length));
      }
    }
  }

  @Test
  void changedMessagesAreRefusedOrReadAndTakenWhereTheOfficialParserTakesThem() {
    for (byte[] bytes : seeds()) {
      for (int i = 0; i < 150; i++) {
        byte[] changed = mutate(bytes);
        readAll(changed);
        // One way only: what we pass over unread, such as exemplars, the official parser judges.
        if (officialTakesMetrics(changed) && !takesMetrics(changed)) {
          assertRefusedForItsLength(changed, HostileInputTest::decodeMetrics);
        }
        if (officialTakesLogs(changed) && !takesLogs(changed)) {
          assertRefusedForItsLength(changed, HostileInputTest::decodeLogs);
        }
      }
    }
  }

  /**
   * The official Java parser takes the low 32 bits of a length; other languages' and ours all 64.
   */
  private static void assertRefusedForItsLength(byte[] bytes, Reader reader) {
    assertThatThrownBy(() -> reader.read(bytes))
        .as(HexFormat.of().formatHex(bytes))
        .isInstanceOf(OtlpFormatException.class)
        .hasMessageMatching(".*a length of \\d{10,} where .*");
  }

  @Test
  void theCorpusIsRefused() throws Exception {
    for (String line : corpus("refused-protobuf.txt")) {
      byte[] bytes = HexFormat.of().parseHex(line);
      assertThat(takesMetrics(bytes)).as(line).isFalse();
      assertThat(officialTakesMetrics(bytes)).as(line).isFalse();
    }
    for (String line : corpus("refused-json.txt")) {
      assertThatThrownBy(() -> OtlpJson.readMetrics(line.getBytes(UTF_8)))
          .as(line)
          .isInstanceOf(OtlpFormatException.class);
    }
  }

  @Test
  void lengthsThatLieAllocateNothing() {
    readAll(HexFormat.of().parseHex("0affffffff07")); // 2 GiB - 1
    readAll(HexFormat.of().parseHex("0affffffffffffffff7f")); // 2^63 - 1
    readAll(HexFormat.of().parseHex("0affffffffffffffffff01")); // -1
  }

  @Test
  void manyEmptyMessagesTakeMemoryInProportion() {
    int size = 1 << 20;
    byte[] resources = new byte[size];
    byte[] nested = new byte[size];
    for (int i = 0; i < size; i += 2) {
      resources[i] = 0x0A;
      nested[i] = 0x12;
    }
    readAll(resources);
    readAll(wrap(0x0A, nested)); // scopes
    readAll(wrap(0x0A, wrap(0x12, nested))); // metrics and records
    readAll(wrap(0x0A, wrap(0x0A, resources))); // attributes
    readAll(wrap(0x0A, wrap(0x12, wrap(0x12, wrap(0x2A, resources))))); // points of a gauge
    readAll(wrap(0x0A, wrap(0x12, wrap(0x12, wrap(0x4A, resources))))); // points of a histogram
  }

  @Test
  void whatWouldTakeMoreMemoryThanItMayIsRefusedBeforeItDoes() {
    byte[] points = new byte[1 << 20];
    for (int i = 0; i < points.length; i += 2) {
      points[i] = 0x0A;
    }
    byte[] histogram = wrap(0x0A, wrap(0x12, wrap(0x12, wrap(0x4A, points))));
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> decodeMetrics(histogram))
        .isInstanceOf(OtlpFormatException.class)
        .hasMessageContaining("" + OtlpProtobuf.MOST_MEMORY);
    // With what lists leave behind when they grow, and what the assertion takes itself.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .isLessThan(3L * OtlpProtobuf.MOST_MEMORY);
  }

  @Test
  void aDocumentThatWouldBeTooLongIsNotWritten() throws Exception {
    byte[] points = new byte[100_000];
    for (int i = 0; i < points.length; i += 2) {
      points[i] = 0x0A;
    }
    byte[] histogram = wrap(0x0A, wrap(0x12, wrap(0x12, wrap(0x4A, points))));
    var metrics = OtlpProtobuf.decodeMetrics(histogram, 0, histogram.length);
    assertThatThrownBy(() -> OtlpJson.writeMetrics(metrics, "x".repeat(36)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("" + OtlpJson.MOST_BYTES);
    assertThat(OtlpJson.writeMetrics(metrics, "x".repeat(36), 16 << 20).length)
        .isGreaterThan(OtlpJson.MOST_BYTES);
  }

  @Test
  void deepNestingIsRefusedWithoutAnOverflowOfTheStack() {
    byte[] value = {};
    for (int i = 0; i < 2000; i++) {
      value = wrap(0x2A, wrap(0x0A, value));
    }
    byte[] deep = wrap(0x0A, wrap(0x0A, wrap(0x0A, wrap(0x12, value))));
    assertThat(takesMetrics(deep)).isFalse();
    byte[] groups = new byte[100_000];
    Arrays.fill(groups, (byte) 0x13);
    assertThat(takesMetrics(groups)).isFalse();
    String arrays = "{\"x\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> OtlpJson.readMetrics(arrays.getBytes(UTF_8)))
        .isInstanceOf(OtlpFormatException.class)
        .hasMessageContaining("nested deeper than 128");
  }

  @Test
  void randomAndChangedJsonIsRefusedOrRead() {
    List<byte[]> documents = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      documents.add(OtlpJson.writeMetrics(new RandomTelemetry(seed + i, true).metrics(), "id"));
      documents.add(OtlpJson.writeLogs(new RandomTelemetry(seed + i, true).logs(), "id"));
    }
    for (byte[] document : documents) {
      int step = Math.max(1, document.length / 500);
      for (int length = 0; length < document.length; length += step) {
        byte[] cut = Arrays.copyOf(document, length);
        assertThat(takesJson(cut)).as(() -> new String(cut, UTF_8)).isFalse();
      }
      for (int i = 0; i < 300; i++) {
        takesJson(mutate(document));
      }
    }
  }

  private static byte[] wrap(int tag, byte[] content) {
    ProtoWriter out = new ProtoWriter(content.length + 8);
    out.bytes(tag, content, content.length);
    return out.copy();
  }

  private List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      seeds.add(OtlpProtobuf.encodeMetrics(new RandomTelemetry(seed + i, true).metrics()));
      seeds.add(OtlpProtobuf.encodeLogs(new RandomTelemetry(seed + i, true).logs()));
    }
    return seeds;
  }

  private byte[] mutate(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(changed.length);
      switch (random.nextInt(4)) {
        case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> changed[at] = (byte) random.nextInt(256);
        case 2 -> changed[at]++;
        default -> {
          int from = random.nextInt(changed.length);
          int length = Math.min(random.nextInt(30), changed.length - Math.max(at, from));
          System.arraycopy(bytes, from, changed, at, length);
        }
      }
    }
    return changed;
  }

  /** Reads as metrics and as logs; anything but the one exception fails the test by itself. */
  private void readAll(byte[] bytes) {
    takesMetrics(bytes);
    takesLogs(bytes);
  }

  private boolean takesMetrics(byte[] bytes) {
    return takes(bytes, HostileInputTest::decodeMetrics);
  }

  private boolean takesLogs(byte[] bytes) {
    return takes(bytes, HostileInputTest::decodeLogs);
  }

  private boolean takesJson(byte[] bytes) {
    boolean metrics = takes(bytes, OtlpJson::readMetrics);
    return takes(bytes, OtlpJson::readLogs) && metrics;
  }

  private static void decodeMetrics(byte[] input) throws OtlpFormatException {
    OtlpProtobuf.decodeMetrics(input, 0, input.length);
  }

  private static void decodeLogs(byte[] input) throws OtlpFormatException {
    OtlpProtobuf.decodeLogs(input, 0, input.length);
  }

  private interface Reader {
    void read(byte[] input) throws OtlpFormatException;
  }

  private boolean takes(byte[] input, Reader reader) {
    long limit = BYTES_AT_ALL + BYTES_PER_INPUT_BYTE * input.length;
    // A second time when it was too much: the first one may have loaded classes.
    for (int attempt = 1; ; attempt++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      boolean taken = taken(input, reader);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      if (allocated <= limit) {
        return taken;
      }
      assertThat(attempt).as(allocated + " bytes allocated for " + input.length).isLessThan(3);
    }
  }

  private static boolean taken(byte[] input, Reader reader) {
    try {
      reader.read(input);
      return true;
    } catch (OtlpFormatException e) {
      return false;
    }
  }

  private static boolean officialTakesMetrics(byte[] bytes) {
    try {
      ExportMetricsServiceRequest.parseFrom(bytes);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  private static boolean officialTakesLogs(byte[] bytes) {
    try {
      ExportLogsServiceRequest.parseFrom(bytes);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** The lines of a file of the corpus, without those that begin with a number sign. */
  private static List<String> corpus(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (InputStream in = HostileInputTest.class.getResourceAsStream("/otlp/corpus/" + name)) {
      in.transferTo(bytes);
    }
    List<String> lines = bytes.toString(UTF_8).lines().filter(l -> !l.startsWith("#")).toList();
    assertThat(lines).isNotEmpty();
    return lines;
  }
}

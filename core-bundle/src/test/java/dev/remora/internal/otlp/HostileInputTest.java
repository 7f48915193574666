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
      for (int i = 0; i < 400; i++) {
        byte[] changed = mutate(bytes);
        readAll(changed);
        // One way only: what we pass over unread, such as exemplars, the official parser judges.
        if (officialTakesMetrics(changed)) {
          assertThat(takesMetrics(changed)).as(HexFormat.of().formatHex(changed)).isTrue();
        }
        if (officialTakesLogs(changed)) {
          assertThat(takesLogs(changed)).as(HexFormat.of().formatHex(changed)).isTrue();
        }
      }
    }
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
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean taken;
    try {
      OtlpProtobuf.decodeMetrics(bytes, 0, bytes.length);
      taken = true;
    } catch (OtlpFormatException e) {
      taken = false;
    }
    assertProportion(before, bytes);
    return taken;
  }

  private boolean takesLogs(byte[] bytes) {
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean taken;
    try {
      OtlpProtobuf.decodeLogs(bytes, 0, bytes.length);
      taken = true;
    } catch (OtlpFormatException e) {
      taken = false;
    }
    assertProportion(before, bytes);
    return taken;
  }

  private boolean takesJson(byte[] bytes) {
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean taken;
    try {
      OtlpJson.readMetrics(bytes);
      OtlpJson.readLogs(bytes);
      taken = true;
    } catch (OtlpFormatException e) {
      taken = false;
    }
    assertProportion(before, bytes);
    return taken;
  }

  private void assertProportion(long before, byte[] input) {
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    if (allocated > BYTES_AT_ALL + BYTES_PER_INPUT_BYTE * input.length) {
      throw new AssertionError(allocated + " bytes allocated for " + input.length);
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

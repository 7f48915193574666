// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static dev.remora.internal.buffer.BufferFixture.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Signal;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A directory in which everything is as large and as many as it can be, read by a process with the
 * agent's heap of 24 MiB that ends at the first {@code OutOfMemoryError}.
 */
class HostileBufferTest {
  private static final int PAYLOAD = RecordHeader.MAX_PAYLOAD;
  private static final long TIME_LIMIT_SECONDS = 120;

  /** Field numbers and types of OTLP as tags: {@code number << 3 | 2}. */
  private static final int RESOURCE = 0x0A;

  private static final int SCOPE = 0x12;
  private static final int ITEM = 0x12;
  private static final int GAUGE = 0x2A;
  private static final int HISTOGRAM = 0x4A;
  private static final int POINT = 0x0A;
  private static final int ATTRIBUTE = 0x0A;
  private static final int RECORD_ATTRIBUTE = 0x32;
  private static final byte[] NOTHING = {};

  @TempDir Path temp;
  private Path directory;
  private final RecordCodec codec = new RecordCodec();
  private long sequence = 1;

  @BeforeEach
  void inDirectory() throws IOException {
    directory = Files.createDirectory(temp.resolve("buffer"));
  }

  private static byte[] wrap(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.length;
    while (length > 0x7F) {
      out.write(length & 0x7F | 0x80);
      length >>>= 7;
    }
    out.write(length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  /** The same again and again, as often as a payload has room for with some messages around it. */
  private static byte[] many(byte[] content) {
    int room = PAYLOAD - 64;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (out.size() + content.length <= room) {
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  /** Payloads of a megabyte that would be as much as possible in memory or as text. */
  private static List<byte[]> metrics() {
    byte[] emptyPoint = wrap(POINT, NOTHING);
    byte[] number = {0x31, 0, 2, 3, 4, 5, 6, 7, 8};
    byte[] text = wrap(0x12, wrap(0x0A, many(new byte[] {1})));
    byte[] oneText = wrap(RESOURCE, wrap(RESOURCE, wrap(ATTRIBUTE, text)));
    return List.of(
        many(wrap(RESOURCE, NOTHING)),
        wrap(RESOURCE, many(wrap(SCOPE, NOTHING))),
        wrap(RESOURCE, wrap(SCOPE, many(wrap(ITEM, wrap(GAUGE, NOTHING))))),
        wrap(RESOURCE, wrap(SCOPE, wrap(ITEM, wrap(HISTOGRAM, many(emptyPoint))))),
        wrap(RESOURCE, wrap(SCOPE, wrap(ITEM, wrap(GAUGE, many(wrap(POINT, number)))))),
        wrap(RESOURCE, wrap(SCOPE, wrap(ITEM, wrap(HISTOGRAM, wrap(POINT, many(number)))))),
        wrap(RESOURCE, wrap(RESOURCE, many(wrap(ATTRIBUTE, NOTHING)))),
        Arrays.copyOf(oneText, Math.min(oneText.length, PAYLOAD)));
  }

  private static List<byte[]> logs() {
    return List.of(
        wrap(RESOURCE, wrap(SCOPE, many(wrap(ITEM, NOTHING)))),
        wrap(RESOURCE, wrap(SCOPE, many(wrap(ITEM, wrap(RECORD_ATTRIBUTE, NOTHING))))));
  }

  private byte[] encoded(Signal signal, byte[] payload) {
    NewRecord record = new NewRecord(signal, priority(signal), 1, "", payload, payload.length);
    int length = codec.encode(record, sequence, new UUID(0x8000, sequence), 1_800_000_000_000L);
    sequence++;
    return Arrays.copyOf(codec.encoded(), length);
  }

  private static Priority priority(Signal signal) {
    return signal == Signal.METRICS ? Priority.POINT : Priority.SUMMARY;
  }

  private void write(Signal signal, long first, byte[] content) throws IOException {
    String name = priority(signal).filePrefix() + String.format("%016x.lz4", first);
    Files.write(directory.resolve(name), content);
  }

  private String heir() throws Exception {
    Path output = temp.resolve("output");
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:+UseSerialGC",
                "-Xms6m",
                "-Xmx24m",
                "-Xmn2m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                HostileBuffer.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    String said = Files.readString(output);
    assertThat(ended).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  @Test
  void recordsThatWouldFillTheHeapAsObjectsOrAsJsonAreRefused() throws Exception {
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    long first = sequence;
    for (byte[] payload : metrics()) {
      assertThat(payload.length).isBetween(PAYLOAD - 128, PAYLOAD);
      segment.write(encoded(Signal.METRICS, payload));
    }
    assertThat(segment.size()).as("small on disk").isLessThan(1 << 20);
    write(Signal.METRICS, first, segment.toByteArray());
    segment.reset();
    first = sequence;
    for (byte[] payload : logs()) {
      segment.write(encoded(Signal.LOGS, payload));
    }
    segment.write(encoded(Signal.LOGS, wrap(RESOURCE, wrap(SCOPE, wrap(ITEM, NOTHING)))));
    write(Signal.LOGS, first, segment.toByteArray());

    // The one record that is small is kept; so are half a megabyte of numbers in one point.
    assertThat(heir()).contains("kept 2 refused 8 + 1 ");
  }

  @Test
  void segmentsFullOfTheSmallestRecordsFit() throws Exception {
    for (Signal signal : Signal.values()) {
      for (int file = 0; file < 6; file++) {
        long first = sequence;
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        while (segment.size() < SegmentScan.MAX_SEGMENT) {
          segment.write(encoded(signal, NOTHING));
        }
        write(signal, first, segment.toByteArray());
      }
    }
    assertThat(heir()).contains("kept " + 12 * SegmentScan.MAX_RECORDS + " ");
  }

  @Test
  void anyNumberOfSegmentsAndFilesOfAnyLengthFit() throws Exception {
    for (int file = 0; file < 5_000; file++) {
      write(Signal.METRICS, sequence, encoded(Signal.METRICS, wrap(RESOURCE, NOTHING)));
    }
    byte[] large = new byte[64 << 20];
    byte[] noise = noise(1, 1 << 20);
    for (int at = 0; at < large.length; at += noise.length) {
      System.arraycopy(noise, 0, large, at, noise.length);
    }
    write(Signal.LOGS, sequence++, large);
    write(Signal.LOGS, sequence++, large);
    Files.write(directory.resolve("manifest"), large);
    Files.write(directory.resolve("cursor-file"), large);
    Files.write(directory.resolve("cursor-huge"), large);
    assertThat(heir()).contains("kept 2048 ");
    assertThat(Files.readString(directory.resolve("manifest"), StandardCharsets.UTF_8))
        .isEqualTo("remora-buffer 1\nfunction-version 7\n");
  }
}

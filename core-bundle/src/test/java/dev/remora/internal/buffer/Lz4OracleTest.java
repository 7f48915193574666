// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static dev.remora.internal.buffer.BufferFixture.noise;
import static dev.remora.internal.buffer.BufferFixture.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.remora.api.telemetry.Attributes;
import dev.remora.api.telemetry.Metric;
import dev.remora.api.telemetry.MetricData;
import dev.remora.api.telemetry.NumberPoint;
import dev.remora.api.telemetry.Resource;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.api.telemetry.Scope;
import dev.remora.api.telemetry.ScopeMetrics;
import dev.remora.internal.otlp.OtlpProtobuf;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our frames against those of others: the {@code lz4} tool where it is installed, and lz4-java. */
class Lz4OracleTest {
  @TempDir Path temp;

  private static byte[] telemetryLike(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < length; i++) {
      text.append("system.cpu.time{cpu.mode=user} ").append(i * 7919 % 100_003).append('\n');
    }
    return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), length);
  }

  private static List<byte[]> payloads() {
    List<byte[]> payloads = new ArrayList<>();
    for (int length : new int[] {0, 1, 12, 13, 100, 60_000, 65_536, 65_537, 262_145, 1 << 20}) {
      payloads.add(telemetryLike(length));
      payloads.add(noise(length, length));
      payloads.add(new byte[length]);
    }
    return payloads;
  }

  private static boolean hasTool() {
    String path = System.getenv("PATH");
    for (String folder : path == null ? new String[0] : path.split(File.pathSeparator)) {
      if (new File(folder, "lz4").canExecute()) {
        return true;
      }
    }
    return false;
  }

  private byte[] run(String... command) throws Exception {
    Path output = temp.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(false)
            .redirectError(temp.resolve("errors").toFile())
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor())
        .as("%s: %s", String.join(" ", command), Files.readString(temp.resolve("errors")))
        .isZero();
    return Files.readAllBytes(output);
  }

  /** All payloads, in segments; returns them one behind the other. */
  private static byte[] append(BufferFixture fixture) throws IOException {
    ByteArrayOutputStream appended = new ByteArrayOutputStream();
    try (DiskBuffer buffer = fixture.open()) {
      for (byte[] payload : payloads()) {
        buffer.append(record(Priority.POINT, "request-" + payload.length, payload));
        appended.write(payload);
      }
    }
    return appended.toByteArray();
  }

  @Test
  void theToolAcceptsOurSegmentsAndPrintsThePayloads() throws Exception {
    assumeTrue(hasTool(), "lz4 is not installed");
    BufferFixture fixture = new BufferFixture(temp.resolve("buffer"));
    byte[] appended = append(fixture);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    for (Path segment : fixture.segments()) {
      run("lz4", "-t", segment.toString());
      printed.write(run("lz4", "-dc", segment.toString()));
    }
    assertThat(fixture.segments()).hasSizeGreaterThan(1);
    assertThat(printed.toByteArray()).isEqualTo(appended);
  }

  private static byte[] request(int number) {
    List<NumberPoint> points = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Attributes attributes = Attributes.of("cpu.mode", i % 2 == 0 ? "user" : "system");
      points.add(new NumberPoint.Whole(attributes, 0, 1_800_000_000_000_000_000L + i, number + i));
    }
    Metric metric = new Metric("system.cpu.time", "", "s", new MetricData.Gauge(points));
    Scope scope = new Scope("dev.remora.sampler.cpu", "1", Attributes.none());
    return OtlpProtobuf.encodeMetrics(
        List.of(
            new ResourceMetrics(
                new Resource(Attributes.of("service.name", "orders")),
                List.of(new ScopeMetrics(scope, List.of(metric), "")),
                "")));
  }

  /** The library's stream: what reads segments where the tool is not installed. */
  private static byte[] byLibrary(Path segment) throws IOException {
    try (InputStream in = new LZ4FrameInputStream(Files.newInputStream(segment))) {
      return in.readAllBytes();
    }
  }

  @Test
  void whatComesOutOfASegmentIsOneValidRequest() throws Exception {
    BufferFixture fixture = new BufferFixture(temp.resolve("buffer"));
    try (DiskBuffer buffer = fixture.open()) {
      for (int i = 0; i < 5; i++) {
        buffer.append(record(Priority.POINT, "request-" + i, request(i)));
      }
    }
    Path segment = fixture.segments().getFirst();
    byte[] plain = byLibrary(segment);
    if (hasTool()) {
      run("lz4", "-t", segment.toString());
      assertThat(run("lz4", "-dc", segment.toString())).isEqualTo(plain);
    }
    ExportMetricsServiceRequest official = ExportMetricsServiceRequest.parseFrom(plain);
    assertThat(official.getResourceMetricsList()).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(
              official
                  .getResourceMetrics(i)
                  .getScopeMetrics(0)
                  .getMetrics(0)
                  .getGauge()
                  .getDataPoints(299)
                  .getAsInt())
          .isEqualTo(i + 299);
    }
  }

  @Test
  void theLibraryReadsOurSegments() throws Exception {
    BufferFixture fixture = new BufferFixture(temp.resolve("buffer"));
    byte[] appended = append(fixture);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    for (Path segment : fixture.segments()) {
      read.write(byLibrary(segment));
    }
    assertThat(read.toByteArray()).isEqualTo(appended);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "-9",
        "-12",
        "-B4 -BI",
        "-B5 -BI",
        "-B6 -BI",
        "-B7 -BI",
        "-B4 -BX",
        "--content-size",
        "--no-frame-crc",
        "-B4 --content-size -BX --fast=5"
      })
  void weReadWhatTheToolWrites(String options) throws Exception {
    assumeTrue(hasTool(), "lz4 is not installed");
    for (byte[] payload : payloads()) {
      Path plain = Files.write(temp.resolve("plain"), payload);
      List<String> command = new ArrayList<>(List.of("lz4", "-zc", "-q"));
      command.addAll(List.of(options.split(" ")));
      command.add(plain.toString());
      byte[] compressed = run(command.toArray(String[]::new));

      assertThat(Lz4Frame.decompress(compressed, 0, compressed.length, payload.length))
          .as("%s, %d bytes", options, payload.length)
          .isEqualTo(payload);
    }
  }

  @Test
  void weReadWhatWeWrite() {
    for (byte[] payload : payloads()) {
      byte[] bytes = new byte[3 + Lz4Frame.maxLength(payload.length)];
      int end = Lz4Frame.compress(payload, payload.length, bytes, 3);
      assertThat(end - 3).isLessThanOrEqualTo(Lz4Frame.maxFrameLength(payload.length));
      assertThat(Lz4Frame.decompress(bytes, 3, end, payload.length)).isEqualTo(payload);
      assertThat(Lz4Frame.decompress(bytes, 3, end - 1, payload.length)).isNull();
      assertThat(Lz4Frame.decompress(bytes, 3, end, payload.length + 1)).isNull();
      if (payload.length > 0) {
        assertThat(Lz4Frame.decompress(bytes, 3, end, payload.length - 1)).isNull();
      }
    }
  }

  @Test
  void anEmptyFrameIsTheOneOfTheSpecification() {
    byte[] bytes = new byte[Lz4Frame.maxLength(0)];
    int end = Lz4Frame.compress(new byte[0], 0, bytes, 0);
    // Magic, flags, block size, content size 0, header check; end mark; XXH32 of nothing,
    // 0x02CC5D05.
    assertThat(Arrays.copyOf(bytes, 14))
        .isEqualTo(new byte[] {0x04, 0x22, 0x4D, 0x18, 0x6C, 0x40, 0, 0, 0, 0, 0, 0, 0, 0});
    assertThat(Arrays.copyOfRange(bytes, 15, end))
        .isEqualTo(new byte[] {0, 0, 0, 0, 0x05, 0x5D, (byte) 0xCC, 0x02});
  }
}

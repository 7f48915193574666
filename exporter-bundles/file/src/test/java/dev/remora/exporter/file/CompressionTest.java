// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Signal;
import dev.remora.exporter.file.FailingStorage.WhenFull;
import dev.remora.testkit.FakeBatch;
import dev.remora.testkit.FakePluginContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class CompressionTest {
  private static final String LARGE = "{\"n\":[" + "123456789,".repeat(30_000) + "0]}";

  /** Lines around the size of a block, some of them incompressible. */
  private static final List<String> LINES =
      List.of("", "{}", LARGE, noise(65_534), noise(65_535), noise(65_536), noise(200_000));

  @TempDir private Path directory;

  private final FailingStorage storage = new FailingStorage();

  @Test
  void eachBatchIsAFrameThatHoldsItsLine() throws IOException {
    FileExporter exporter = exporter();
    for (String line : LINES) {
      export(exporter, line);
    }

    assertThat(lines("metrics.jsonl.lz4")).isEqualTo(String.join("\n", LINES) + "\n");
    assertThat(storage.writes).isEqualTo(LINES.size());
  }

  @Test
  void whatRepeatsTakesLittleSpaceAndNoiseHardlyMoreThanItself() {
    Lz4Frames frames = new Lz4Frames();

    assertThat(frames.frame(bytes(LARGE))).hasSizeLessThan(LARGE.length() / 10);
    assertThat(frames.frame(bytes(noise(65_536)))).hasSizeLessThanOrEqualTo(65_536 + 1 + 7 + 8 + 8);
  }

  @Test
  @EnabledIf(
      value = "lz4IsInstalled",
      disabledReason = "the lz4 tool is not installed: what it reads is not checked")
  void theLz4ToolReadsTheFile() throws Exception {
    FileExporter exporter = exporter();
    for (String line : LINES) {
      export(exporter, line);
    }

    Process lz4 =
        new ProcessBuilder("lz4", "-dc", directory.resolve("metrics.jsonl.lz4").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String text = new String(lz4.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

    assertThat(lz4.waitFor()).isZero();
    assertThat(text).isEqualTo(String.join("\n", LINES) + "\n");
  }

  @Test
  void aFileOfAnEarlierAgentIsSetAsideBecauseItsLastFrameMayBeTorn() throws IOException {
    export(exporter(), "{\"a\":1}");
    Files.write(
        directory.resolve("metrics.jsonl.lz4"),
        new byte[] {4, 0x22, 0x4d, 0x18, 0x64},
        StandardOpenOption.APPEND);

    FileExporter next = exporter();
    export(next, "{\"b\":2}");
    export(next, "{\"c\":3}");

    assertThat(names()).containsExactly("metrics-1.jsonl.lz4", "metrics.jsonl.lz4");
    assertThat(lines("metrics.jsonl.lz4")).isEqualTo("{\"b\":2}\n{\"c\":3}\n");
  }

  @Test
  void aFrameThatDoesNotFitIsTakenBackAfterEveryNumberOfBytes() throws IOException {
    FileExporter exporter = exporter();
    export(exporter, "{\"a\":1}");
    byte[] before = Files.readAllBytes(directory.resolve("metrics.jsonl.lz4"));
    int length = new Lz4Frames().frame(bytes("{\"b\":2}")).length;
    for (WhenFull whenFull : new WhenFull[] {WhenFull.SHORT_WRITE, WhenFull.FAILURE}) {
      storage.whenFull = whenFull;
      for (int room = 0; room < length; room++) {
        storage.room = room;
        assertThat(tryToExport(exporter, "{\"b\":2}")).isInstanceOf(ExportResult.RetryLater.class);
        assertThat(Files.readAllBytes(directory.resolve("metrics.jsonl.lz4"))).isEqualTo(before);
      }
    }
    storage.room = length;
    export(exporter, "{\"b\":2}");
    assertThat(names()).containsExactly("metrics.jsonl.lz4");
    assertThat(lines("metrics.jsonl.lz4")).isEqualTo("{\"a\":1}\n{\"b\":2}\n");
  }

  @Test
  void aFrameThatCannotBeTakenBackEndsItsFile() throws IOException {
    FileExporter exporter = exporter();
    export(exporter, "{\"a\":1}");
    storage.whenFull = WhenFull.FAILURE_FOR_GOOD;
    storage.room = 9;
    assertThat(tryToExport(exporter, "{\"b\":2}")).isInstanceOf(ExportResult.RetryLater.class);
    storage.room = Integer.MAX_VALUE;

    export(exporter, "{\"b\":2}");

    assertThat(lines("metrics.jsonl.lz4")).isEqualTo("{\"b\":2}\n");
    assertThat(catchThrowable(() -> lines("metrics-1.jsonl.lz4"))).isNotNull();
  }

  @Test
  void filesOfTheOtherFormCountAndGoFirst() throws IOException {
    Files.writeString(directory.resolve("metrics.jsonl"), "x".repeat(900));
    FileExporter exporter =
        new FileExporter(context().with("REMORA_FILE_MAX_TOTAL_SIZE", "900"), storage);

    export(exporter, "{\"a\":1}");

    assertThat(names()).containsExactly("metrics.jsonl.lz4");
  }

  @Test
  void compressionNeedsNothingThatTheLayersRunTimeImageLacks() throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--limit-modules",
                "java.base",
                "-cp",
                System.getProperty("java.class.path"),
                CompressionWithoutUnsafe.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(java.waitFor()).as(output).isZero();
    assertThat(output.strip()).isEqualTo("no sun.misc, frame made");
  }

  /** ASCII without line ends that does not compress to less than itself by much. */
  private static String noise(int length) {
    Random random = new Random(length);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) (' ' + random.nextInt(95)));
    }
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static boolean lz4IsInstalled() {
    for (String folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, "lz4"))) {
        return true;
      }
    }
    return false;
  }

  private FakePluginContext context() {
    return new FakePluginContext("file")
        .with("REMORA_FILE_DIRECTORY", directory.toString())
        .with("REMORA_FILE_COMPRESSION", "lz4");
  }

  private FileExporter exporter() {
    return new FileExporter(context(), storage);
  }

  private static void export(FileExporter exporter, String json) {
    assertThat(tryToExport(exporter, json)).isEqualTo(ExportResult.success());
  }

  private static ExportResult tryToExport(FileExporter exporter, String json) {
    return exporter.export(
        FakeBatch.of(Signal.METRICS, json), Deadline.in(Duration.ofSeconds(10), System::nanoTime));
  }

  private String lines(String name) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (InputStream frames =
        new LZ4FrameInputStream(
            Files.newInputStream(directory.resolve(name)),
            LZ4Factory.safeInstance().safeDecompressor(),
            XXHashFactory.safeInstance().hash32())) {
      frames.transferTo(text);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}

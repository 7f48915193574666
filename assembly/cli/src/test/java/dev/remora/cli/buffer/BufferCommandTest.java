// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.remora.api.telemetry.ResourceMetrics;
import dev.remora.cli.RemoraCommand;
import dev.remora.cli.Surroundings;
import dev.remora.cli.Terminal;
import dev.remora.internal.otlp.OtlpProtobuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole command on real files. */
class BufferCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path buffer;
  private Path points;
  private Path summaries;
  private Map<String, String> before;

  @BeforeEach
  void aBuffer() throws IOException {
    buffer = home.resolve("buffer");
    SampleBuffer.write(buffer);
    points = only("seg-");
    summaries = only("sum-");
    before = content();
  }

  @AfterEach
  void nothingInTheBufferHasChanged() throws IOException {
    assertThat(content()).isEqualTo(before);
  }

  private Path only(String prefix) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(buffer, prefix + "*")) {
      return found.iterator().next();
    }
  }

  private Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(buffer)) {
      for (Path file : found) {
        String bytes = HexFormat.of().formatHex(Files.readAllBytes(file));
        content.put(
            file.getFileName().toString(), Files.getLastModifiedTime(file).toMillis() + bytes);
      }
    }
    return content;
  }

  private void damage(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    before = content();
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    String[] all = new String[arguments.length + 1];
    all[0] = "buffer";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return RemoraCommand.execute(new Surroundings(home, home, false), terminal, all);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private JsonNode json() throws IOException {
    assertThat(out()).endsWith("}\n").hasLineCount(1);
    return JSON.readTree(out());
  }

  @Test
  void listShowsSegmentsRecordsAndPositions() {
    assertThat(run("list", "buffer")).isZero();
    assertThat(out().lines())
        .anyMatch(line -> line.equals(points + ", " + points.toFile().length() + " bytes"))
        .anyMatch(
            line ->
                line.matches(
                    " *0 +\\d+ +\\d+  2027-01-15T08:00:00Z  metrics +2  "
                        + SampleBuffer.INVOCATION
                        + "  [0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f-]+"))
        .anyMatch(line -> line.matches(" *0 .* logs, summary +1  - .*"))
        .anyMatch(line -> line.matches("otlp +[0-9a-f]{16}  0{16} +3"))
        .anyMatch(line -> line.equals("2 segments, 4 records"));
    assertThat(err()).isEmpty();
  }

  @Test
  void listAsJsonNamesTheSameThings() throws IOException {
    assertThat(run("list", "--json", "buffer")).isZero();
    JsonNode first = json().at("/segments/0");
    assertThat(first.path("file").asText()).isEqualTo(points.toString());
    assertThat(first.path("bytes").asLong()).isEqualTo(Files.size(points));
    assertThat(first.path("records")).hasSize(3);
    assertThat(first.path("faults")).isEmpty();
    JsonNode record = first.at("/records/0");
    assertThat(record.path("invocationId").asText()).isEqualTo(SampleBuffer.INVOCATION);
    assertThat(record.path("createdUnixMillis").asLong()).isEqualTo(SampleBuffer.MILLIS);
    assertThat(record.path("signal").asText()).isEqualTo("metrics");
    assertThat(record.path("items").asInt()).isEqualTo(2);
    assertThat(points.getFileName().toString())
        .isEqualTo("seg-" + record.path("sequence").asText() + ".lz4");
    JsonNode cursor = json().at("/cursors/0");
    assertThat(cursor.path("exporter").asText()).isEqualTo("otlp");
    assertThat(cursor.path("pointsThrough").asText()).isEqualTo(record.path("sequence").asText());
    assertThat(cursor.path("waitingRecords").asInt()).isEqualTo(3);
  }

  @Test
  void verifyOfAWholeBufferIsZero() throws IOException {
    assertThat(run("verify", "buffer")).isZero();
    assertThat(out()).isEqualTo("2 segments, 4 good records, 7 items: whole\n");
    assertThat(run("verify", "--json", points.toString(), summaries.toString())).isZero();
    assertThat(json().path("whole").asBoolean()).isTrue();
    assertThat(json().path("records").asInt()).isEqualTo(4);
  }

  @Test
  void verifyNamesTheFileTheOffsetAndWhatWasExpected() throws IOException {
    byte[] bytes = Files.readAllBytes(points);
    assertThat(run("list", "--json", "buffer")).isZero();
    int last = json().at("/segments/0/records/2/offset").asInt();
    bytes[90] ^= 1;
    damage(points, Arrays.copyOf(bytes, bytes.length - 1));

    assertThat(run("verify", "buffer")).isEqualTo(1);
    assertThat(out().lines().toList().getFirst())
        .startsWith(points + ", offset 0: the checksum does not match: expected CRC32C ")
        .matches(".* expected CRC32C [0-9a-f]{8}, found [0-9a-f]{8}");
    assertThat(out())
        .contains(points + ", offset " + last + ": the end of the record is missing: expected ")
        .endsWith("2 segments, 2 good records, 3 items: 2 faults\n");
    assertThat(run("verify", "buffer", "--json")).isEqualTo(1);
    assertThat(json().path("whole").asBoolean()).isFalse();
    assertThat(json().at("/faults/1/offset").asInt()).isEqualTo(last);
    assertThat(json().at("/faults/0/file").asText()).isEqualTo(points.toString());
  }

  @Test
  void aFlipOfAnyBitIsFoundByVerify() throws IOException {
    byte[] whole = Files.readAllBytes(summaries);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      damage(summaries, damaged);
      assertThat(run("verify", summaries.toString())).as("bit %d", bit).isEqualTo(1);
      assertThat(out()).contains(summaries + ", offset 0: ", "expected ");
    }
  }

  @Test
  void everyTornFileIsReadAsFarAsItIsGood() throws IOException {
    byte[] whole = Files.readAllBytes(points);
    assertThat(run("list", "--json", points.toString())).isZero();
    List<Integer> ends = new ArrayList<>();
    for (JsonNode record : json().at("/segments/0/records")) {
      ends.add(record.path("offset").asInt() + record.path("bytes").asInt());
    }
    for (int cut = 0; cut <= whole.length; cut++) {
      damage(points, Arrays.copyOf(whole, cut));
      int length = cut;
      long good = ends.stream().filter(end -> end <= length).count();
      boolean torn = cut > 0 && !ends.contains(cut);
      assertThat(run("list", points.toString())).isZero();
      assertThat(out().contains("damaged at offset ")).as("cut at %d", cut).isEqualTo(torn);
      assertThat(out()).contains("1 segment, " + good + " record");
      assertThat(run("verify", points.toString())).as("cut at %d", cut).isEqualTo(torn ? 1 : 0);
      assertThat(run("print", points.toString())).isZero();
      assertThat(out().lines().filter(line -> line.contains("system.cpu.time")))
          .hasSize((int) good);
      assertThat(err().contains("the end of the record is missing")).isEqualTo(torn);
    }
  }

  @Test
  void rubbishIsRefusedWithoutMuchMemory() throws IOException {
    byte[] rubbish = new byte[5 << 20];
    new Random(1).nextBytes(rubbish);
    Path file = Files.write(home.resolve("rubbish"), rubbish);
    assertThat(run("verify", file.toString())).isEqualTo(1);
    assertThat(out())
        .contains(
            "offset 0: no record begins here: expected 5b2a4d18",
            "offset 2097152: more than a segment can hold: expected at most 2097152 bytes");
    assertThat(run("list", file.toString())).isZero();
  }

  @Test
  void aCursorWithoutAGoodSlotIsAFault() throws IOException {
    Path cursor = buffer.resolve("cursor-otlp");
    damage(cursor, new byte[64]);
    assertThat(run("verify", "buffer")).isEqualTo(1);
    assertThat(out()).contains(cursor + ", offset 0: no position: expected a slot of 32 bytes");
    assertThat(run("list", "buffer")).isZero();
    assertThat(out()).containsPattern("otlp +unknown +unknown +4");
  }

  @Test
  void printShowsPointsAndLogRecordsAndDrivesNoTerminal() {
    assertThat(run("print", "buffer")).isZero();
    assertThat(out())
        .contains(
            "  resource  service.name=orders\n",
            "  scope dev.remora.sampler.cpu 1.2\n",
            "    system.cpu.time (s) counter, delta\n"
                + "      2027-01-15T08:00:00.000000005Z  2.25  cpu.mode=user\n"
                + "    process.thread.count ({thread}) gauge\n"
                + "      2027-01-15T08:00:00Z  42\n",
            "INFO  remora.invocation.summary  took 3 ms?[31m  faas.coldstart=true\n",
            ", offset 0: 2 points, 2027-01-15T08:00:00Z, invocation " + SampleBuffer.INVOCATION)
        .doesNotContain("\u001b");
  }

  @Test
  void printAsJsonIsALineForEachRecord() throws IOException {
    assertThat(run("print", "--json", "buffer")).isZero();
    List<String> lines = out().lines().toList();
    assertThat(lines).hasSize(4);
    JsonNode first = JSON.readTree(lines.getFirst());
    assertThat(first.path("file").asText()).isEqualTo(points.toString());
    assertThat(
            first.at("/otlp/resourceMetrics/0/scopeMetrics/0/metrics/0/sum/dataPoints/0/asDouble"))
        .hasToString("0.25");
  }

  @Test
  void exportWritesLinesAsTheFileExporterDoes() throws IOException {
    assertThat(run("export", "buffer", "-o", "new/folder")).isZero();
    List<String> metrics = Files.readAllLines(home.resolve("new/folder/metrics.jsonl"));
    List<String> logs = Files.readAllLines(home.resolve("new/folder/logs.jsonl"));
    assertThat(metrics).hasSize(3);
    assertThat(logs).hasSize(1);
    assertThat(metrics.getFirst()).startsWith("{\"resourceMetrics\":[");
    JsonNode point =
        JSON.readTree(metrics.getLast())
            .at("/resourceMetrics/0/scopeMetrics/0/metrics/0/sum/dataPoints/0");
    assertThat(point.path("asDouble").asDouble()).isEqualTo(2.25);
    assertThat(point.path("attributes").toString())
        .contains("faas.invocation_id", SampleBuffer.INVOCATION);
    assertThat(out())
        .contains("metrics.jsonl: 3 requests, 6 points", "logs.jsonl: 1 request, 1 log");
  }

  @Test
  void exportedProtobufIsOneValidRequest() throws Exception {
    assertThat(run("export", "--format", "protobuf", points.toString(), "-o", "all.pb")).isZero();
    byte[] all = Files.readAllBytes(home.resolve("all.pb"));
    List<ResourceMetrics> metrics = OtlpProtobuf.decodeMetrics(all, 0, all.length);
    assertThat(metrics).hasSize(3);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int i = 0; i < 3; i++) {
      expected.write(SampleBuffer.metrics(i));
    }
    assertThat(all).isEqualTo(expected.toByteArray());
  }

  @Test
  void exportSaysAsJsonWhatItWroteAndWhatItCouldNot() throws IOException {
    byte[] bytes = Files.readAllBytes(points);
    damage(points, Arrays.copyOf(bytes, bytes.length - 3));
    assertThat(run("export", "--json", "buffer", "-o", "exported")).isZero();
    assertThat(json().at("/files/0/records").asInt()).isEqualTo(2);
    assertThat(json().at("/files/0/items").asInt()).isEqualTo(4);
    assertThat(json().at("/faults")).hasSize(1);
    assertThat(err()).contains("the end of the record is missing");
  }

  @Test
  void exportOverwritesNothing() throws IOException {
    Path there = Files.writeString(home.resolve("metrics.jsonl"), "mine");
    assertThat(run("export", "buffer", "-o", ".")).isEqualTo(1);
    assertThat(err()).contains(there + " is there already");
    assertThat(there).hasContent("mine");
    assertThat(home.resolve("logs.jsonl")).doesNotExist();
  }

  @Test
  void exportOfBothSignalsIntoOneFileIsRefusedAndLeavesNoFile() {
    assertThat(run("export", "buffer", "-o", "one.jsonl")).isEqualTo(1);
    assertThat(err()).contains("metrics and logs", "name a folder with -o");
    assertThat(home.resolve("one.jsonl")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"buffer", "buffer/more.jsonl", "x/../buffer"})
  void exportIntoTheBufferItselfIsWrongUse(String target) {
    assertThat(run("export", "buffer", "-o", target)).isEqualTo(2);
    assertThat(err()).contains("is the buffer itself");
  }

  @Test
  void theOutputFolderOfLocalIsReadByItsBuffer() throws IOException {
    Path results = Files.createDirectory(home.resolve("remora-output"));
    Files.createDirectory(results.resolve("buffer"));
    Files.copy(points, results.resolve("buffer").resolve(points.getFileName()));
    Files.writeString(results.resolve("metrics.jsonl"), "{}");
    assertThat(run("verify", "remora-output")).isZero();
    assertThat(out()).isEqualTo("1 segment, 3 good records, 6 items: whole\n");
  }

  @Test
  void anEmptyFolderHoldsNothing() throws IOException {
    Files.createDirectory(home.resolve("empty"));
    assertThat(run("list", "empty")).isZero();
    assertThat(out()).isEqualTo("0 segments, 0 records\n");
    assertThat(run("verify", "empty")).isZero();
    assertThat(run("export", "empty", "-o", "nothing")).isZero();
    assertThat(home.resolve("nothing")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "verify", "print", "export -o x"})
  void aMissingPathIsWrongUse(String subcommand) {
    assertThat(run((subcommand + " nowhere").split(" "))).isEqualTo(2);
    assertThat(err()).contains("there is no file or folder " + home.resolve("nowhere"));
    assertThat(run(subcommand.split(" "))).isEqualTo(2);
    assertThat(err()).contains("PATH", "--help");
  }

  @Test
  void wrongUseIsTwoAndSaysWhatThereIs() {
    assertThat(run()).isEqualTo(2);
    assertThat(err()).contains("list, verify, print or export");
    assertThat(run("export", "buffer")).isEqualTo(2);
    assertThat(err()).contains("--output");
    assertThat(run("lst", "buffer")).isEqualTo(2);
    assertThat(run("export", "buffer", "-o", "x", "--format", "xml")).isEqualTo(2);
    assertThat(err()).contains("xml", "json, protobuf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "verify", "print", "export"})
  void everySubcommandHasHelp(String subcommand) {
    assertThat(run(subcommand, "--help")).isZero();
    assertThat(out()).contains("PATH...", "--json", "Exit codes: 0");
  }
}

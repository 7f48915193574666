// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Signal;
import dev.remora.testkit.FakeBatch;
import dev.remora.testkit.FakeClock;
import dev.remora.testkit.FakePluginContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileExporterTest {
  @TempDir private Path folder;

  private final FakePluginContext context = new FakePluginContext("file");
  private Path directory;

  @BeforeEach
  void nameTheDirectory() {
    directory = folder.resolve("telemetry");
    context.with("REMORA_FILE_DIRECTORY", directory.toString());
  }

  @Test
  void eachSignalHasItsFileAndEachBatchItsLine() throws IOException {
    FileExporter exporter = new FileExporter(context);

    assertThat(export(exporter, metrics("1"))).isEqualTo(ExportResult.success());
    assertThat(export(exporter, logs("2"))).isEqualTo(ExportResult.success());
    assertThat(export(exporter, metrics("{\"ü\":3}"))).isEqualTo(ExportResult.success());

    assertThat(text("metrics.jsonl")).isEqualTo("1\n{\"ü\":3}\n");
    assertThat(text("logs.jsonl")).isEqualTo("2\n");
    assertThat(names()).containsExactly("logs.jsonl", "metrics.jsonl");
  }

  @Test
  void theDirectoryIsMadeForItsOwnerOnly() throws IOException {
    directory = folder.resolve("a/b");
    context.with("REMORA_FILE_DIRECTORY", directory.toString());

    export(new FileExporter(context), metrics("1"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
  }

  @Test
  void aDirectoryThatIsThereStaysAsItIs() throws IOException {
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(directory.resolve("notes.txt"), "of somebody else");

    export(new FileExporter(context), metrics("1"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwxr-xr-x");
    assertThat(text("notes.txt")).isEqualTo("of somebody else");
  }

  @ParameterizedTest
  @CsvSource({"true, with", "false, without"})
  void idsOfInvocationsAreASetting(String value, String expected) throws IOException {
    context.with("REMORA_FILE_INVOCATION_IDS", value);
    export(
        new FileExporter(context),
        new FakeBatch(Signal.METRICS, new UUID(1, 1), "with", "without"));

    assertThat(text("metrics.jsonl")).isEqualTo(expected + "\n");
  }

  @Test
  void aNewAgentGoesOnInTheSameFile() throws IOException {
    export(new FileExporter(context), metrics("1"));
    export(new FileExporter(context), metrics("2"));

    assertThat(text("metrics.jsonl")).isEqualTo("1\n2\n");
  }

  @Test
  void aLineThatAKilledAgentLeftTornStaysTheOnlyBadOne() throws IOException {
    export(new FileExporter(context), metrics("1"));
    Files.writeString(directory.resolve("metrics.jsonl"), "{\"torn", StandardOpenOption.APPEND);

    FileExporter next = new FileExporter(context);
    export(next, metrics("2"));
    export(next, metrics("3"));

    assertThat(text("metrics.jsonl")).isEqualTo("1\n{\"torn\n2\n3\n");
  }

  @Test
  void aFullFileIsSetAsideUnderTheNextNumber() throws IOException {
    context.with("REMORA_FILE_MAX_FILE_SIZE", "13");
    FileExporter exporter = new FileExporter(context);
    for (int i = 0; i < 5; i++) {
      export(exporter, metrics("line" + i));
      export(exporter, logs("log"));
    }

    // Two lines of 6 bytes fit; each counts with the line end that it may need before it.
    assertThat(text("metrics-1.jsonl")).isEqualTo("line0\nline1\n");
    assertThat(text("metrics-2.jsonl")).isEqualTo("line2\nline3\n");
    assertThat(text("metrics.jsonl")).isEqualTo("line4\n");
    assertThat(text("logs.jsonl")).startsWith("log\nlog\n");
  }

  @Test
  void numbersGoOnWhereAnEarlierAgentStopped() throws IOException {
    context.with("REMORA_FILE_MAX_FILE_SIZE", "8");
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("metrics-41.jsonl"), "old\n");
    Files.writeString(directory.resolve("metrics.jsonl"), "before\n");

    export(new FileExporter(context), metrics("after"));

    assertThat(names()).containsExactly("metrics-41.jsonl", "metrics-42.jsonl", "metrics.jsonl");
    assertThat(text("metrics-42.jsonl")).isEqualTo("before\n");
  }

  @Test
  void aBatchLargerThanAFileHasAFileOfItsOwn() throws IOException {
    context.with("REMORA_FILE_MAX_FILE_SIZE", "8");
    FileExporter exporter = new FileExporter(context);

    assertThat(export(exporter, metrics("longer than eight"))).isEqualTo(ExportResult.success());
    export(exporter, metrics("x"));

    assertThat(text("metrics-1.jsonl")).isEqualTo("longer than eight\n");
    assertThat(text("metrics.jsonl")).isEqualTo("x\n");
  }

  @Test
  void theOldestFilesGoWhenAllTogetherAreTooLargeAndItIsSaidOnce() throws IOException {
    context.with("REMORA_FILE_MAX_FILE_SIZE", "10").with("REMORA_FILE_MAX_TOTAL_SIZE", "40");
    FileExporter exporter = new FileExporter(context);
    for (int i = 0; i < 30; i++) {
      assertThat(export(exporter, i % 3 == 0 ? logs("log-" + i) : metrics("met-" + i)))
          .isEqualTo(ExportResult.success());
      assertThat(totalSize()).as("after batch %d", i).isLessThanOrEqualTo(40);
      // Lets every file have a time of its own, older for older ones, without waiting.
      ageAllFiles();
    }

    assertThat(text("metrics.jsonl")).contains("met-29");
    assertThat(text("logs.jsonl")).contains("log-27");
    assertThat(names().toString()).doesNotContain("metrics-1.jsonl", "logs-1.jsonl");
    assertThat(context.lines())
        .containsExactly(
            "WARN REMORA_FILE_MAX_TOTAL_SIZE=40 is reached in "
                + directory
                + "; the oldest files are removed from now on");
  }

  @Test
  void filesOfSomebodyElseAreNeitherCountedNorRemoved() throws IOException {
    context.with("REMORA_FILE_MAX_FILE_SIZE", "10").with("REMORA_FILE_MAX_TOTAL_SIZE", "20");
    Files.createDirectories(directory);
    List<String> foreign =
        List.of(
            "metrics-0.jsonl",
            "metrics-01.jsonl",
            "metrics-x.jsonl",
            "my-metrics.jsonl",
            "metrics.json",
            "metrics-99999999999.jsonl",
            "logs-1.jsonl.gz");
    for (String name : foreign) {
      Files.writeString(directory.resolve(name), "x".repeat(100));
    }
    FileExporter exporter = new FileExporter(context);
    for (int i = 0; i < 10; i++) {
      assertThat(export(exporter, metrics("met-" + i))).isEqualTo(ExportResult.success());
    }

    assertThat(names()).containsAll(foreign).contains("metrics.jsonl");
  }

  @Test
  void theOtherSignalsFileGoesWhenNothingElseIsLeft() throws IOException {
    context.with("REMORA_FILE_MAX_TOTAL_SIZE", "30");
    FileExporter exporter = new FileExporter(context);
    export(exporter, logs("l".repeat(20)));

    assertThat(export(exporter, metrics("m".repeat(20)))).isEqualTo(ExportResult.success());

    assertThat(names()).containsExactly("metrics.jsonl");
  }

  @Test
  void aBatchLargerThanAllFilesTogetherIsRejected() {
    context.with("REMORA_FILE_MAX_TOTAL_SIZE", "10");

    ExportResult result = export(new FileExporter(context), metrics("much too long"));

    assertThat(result)
        .isEqualTo(
            ExportResult.rejected(
                "a batch of 15 bytes does not fit into REMORA_FILE_MAX_TOTAL_SIZE=10, expected a"
                    + " size of at least one batch; the batch is dropped"));
    assertThat(directory).doesNotExist();
  }

  @Test
  void aDirectoryThatIsDeletedUnderneathIsMadeAgain() throws IOException {
    FileExporter exporter = new FileExporter(context);
    export(exporter, metrics("1"));
    Files.delete(directory.resolve("metrics.jsonl"));
    Files.delete(directory);

    assertThat(export(exporter, metrics("2"))).isEqualTo(ExportResult.success());

    assertThat(text("metrics.jsonl")).isEqualTo("2\n");
  }

  @Test
  void aDirectoryThatIsAFileIsSaidInOneLine() throws IOException {
    Files.writeString(directory, "in the way");

    assertThat(export(new FileExporter(context), metrics("1")))
        .isEqualTo(
            ExportResult.retryLater(
                "REMORA_FILE_DIRECTORY="
                    + directory
                    + ": "
                    + directory
                    + " is in the way and no directory; expected a directory with free space that"
                    + " may be written; the batch is kept and offered again"));
    assertThat(Files.readString(directory)).isEqualTo("in the way");
  }

  @Test
  void aDirectoryBelowAFileIsSaid() throws IOException {
    Files.writeString(directory, "in the way");
    context.with("REMORA_FILE_DIRECTORY", directory.resolve("below").toString());

    assertRetriedBecause("Not a directory", new FileExporter(context));
  }

  @Test
  void aDirectoryThatIsALinkIsNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(directory, elsewhere);

    assertRetriedBecause("is a symbolic link", new FileExporter(context));
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void aFileThatIsALinkIsNotFollowed() throws IOException {
    Files.createDirectory(directory);
    Path precious = Files.writeString(folder.resolve("precious"), "untouched");
    Files.createSymbolicLink(directory.resolve("metrics.jsonl"), precious);

    assertRetriedBecause("is no regular file", new FileExporter(context));
    assertThat(Files.readString(precious)).isEqualTo("untouched");
  }

  @Test
  void aLinkThatAppearsAfterTheLookIsNotFollowedEither() throws IOException {
    Files.createDirectory(directory);
    Path precious = Files.writeString(folder.resolve("precious"), "untouched");
    FailingStorage storage = new FailingStorage();
    storage.beforeOpening = file -> Files.createSymbolicLink(file, precious);

    assertRetriedBecause("symbolic link", new FileExporter(context, storage));
    assertThat(Files.readString(precious)).isEqualTo("untouched");
  }

  @Test
  void aDirectoryInPlaceOfAFileIsSaid() throws IOException {
    Files.createDirectories(directory.resolve("metrics.jsonl"));

    assertRetriedBecause("is no regular file", new FileExporter(context));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Read-only file system", "Too many open files", "Input/output error"})
  void whatTheSystemSaysIsPassedOn(String reason) {
    FailingStorage storage = new FailingStorage();
    storage.beforeOpening =
        file -> {
          throw new FileSystemException(file.toString(), null, reason);
        };

    assertRetriedBecause(reason, new FileExporter(context, storage));
  }

  @Test
  void aDirectoryThatMayNotBeWrittenIsSaid() {
    FailingStorage storage = new FailingStorage();
    storage.beforePreparing =
        path -> {
          throw new AccessDeniedException(path.toString());
        };

    assertRetriedBecause("may not be written", new FileExporter(context, storage));
  }

  @Test
  void anUnexpectedExceptionStaysInside() {
    FailingStorage storage = new FailingStorage();
    storage.beforeOpening =
        file -> {
          throw new IllegalStateException("line one\nline two");
        };

    assertRetriedBecause("line one?line two", new FileExporter(context, storage));
  }

  @Test
  void aDirectoryWithoutAPlaceInTheFileSystemIsReplacedByTheDefault() {
    context.with("REMORA_FILE_DIRECTORY", "relative/path");

    assertThat(FileSettings.from(context).directory()).isEqualTo(Path.of("/tmp/remora"));
    assertThat(context.lines())
        .containsExactly(
            "WARN REMORA_FILE_DIRECTORY=relative/path, expected an absolute path; /tmp/remora is"
                + " used");
  }

  @Test
  void anEmptyDirectoryIsNone() {
    context.with("REMORA_FILE_DIRECTORY", "");

    assertThat(FileSettings.from(context).directory()).isEqualTo(Path.of("/tmp/remora"));
    assertThat(context.lines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "a\u0000b"})
  void otherUselessDirectoriesAreReplacedToo(String value) {
    context.with("REMORA_FILE_DIRECTORY", value);

    assertThat(FileSettings.from(context).directory()).isEqualTo(Path.of("/tmp/remora"));
    assertThat(context.lines()).hasSize(1);
  }

  @Test
  void sizesOfZeroAreReplacedByTheDefault() {
    context.with("REMORA_FILE_MAX_FILE_SIZE", "0").with("REMORA_FILE_MAX_TOTAL_SIZE", "0MiB");

    FileSettings settings = FileSettings.from(context);

    assertThat(settings.maxFileSize()).isEqualTo(8 << 20);
    assertThat(settings.maxTotalSize()).isEqualTo(32 << 20);
    assertThat(context.lines()).hasSize(2);
  }

  @Test
  void aBatchThatCannotBeEncodedIsRejected() {
    FakeBatch broken = metrics(null);

    ExportResult result = export(new FileExporter(context), broken);

    assertThat(result).isInstanceOf(ExportResult.Rejected.class);
    assertThat(directory).doesNotExist();
  }

  @Test
  void nothingIsTouchedAfterTheDeadline() {
    FakeClock clock = new FakeClock();
    Deadline deadline = Deadline.in(Duration.ofSeconds(1), clock);
    clock.advance(Duration.ofSeconds(1));

    ExportResult result = new FileExporter(context).export(metrics("1"), deadline);

    assertThat(result).isInstanceOf(ExportResult.RetryLater.class);
    assertThat(directory).doesNotExist();
  }

  @Test
  void constructingTouchesNoFile() {
    new FileExporter(context).close();

    assertThat(directory).doesNotExist();
  }

  private void assertRetriedBecause(String reason, FileExporter exporter) {
    ExportResult result = export(exporter, metrics("1"));
    assertThat(result).isInstanceOf(ExportResult.RetryLater.class);
    assertThat(((ExportResult.RetryLater) result).reason())
        .startsWith("REMORA_FILE_DIRECTORY=")
        .contains(reason)
        .contains("expected a directory")
        .doesNotContain("\n");
  }

  private static ExportResult export(FileExporter exporter, FakeBatch batch) {
    return exporter.export(batch, Deadline.in(Duration.ofSeconds(10), System::nanoTime));
  }

  private static FakeBatch metrics(String json) {
    return new FakeBatch(Signal.METRICS, new UUID(0, 1), json, json);
  }

  private static FakeBatch logs(String json) {
    return new FakeBatch(Signal.LOGS, new UUID(0, 2), json, json);
  }

  private String text(String name) throws IOException {
    return Files.readString(directory.resolve(name), StandardCharsets.UTF_8);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private long totalSize() throws IOException {
    long total = 0;
    for (String name : names()) {
      total += Files.size(directory.resolve(name));
    }
    return total;
  }

  private void ageAllFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : names()) {
      files.add(directory.resolve(name));
    }
    for (Path file : files) {
      long millis = Files.getLastModifiedTime(file).toMillis();
      Files.setLastModifiedTime(file, FileTime.fromMillis(millis - 60_000));
    }
  }
}

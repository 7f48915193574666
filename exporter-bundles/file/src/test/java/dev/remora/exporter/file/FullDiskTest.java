// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Deadline;
import dev.remora.api.ExportResult;
import dev.remora.api.Signal;
import dev.remora.exporter.file.FailingStorage.WhenFull;
import dev.remora.testkit.FakeBatch;
import dev.remora.testkit.FakePluginContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk is full after every possible number of bytes of a line. */
class FullDiskTest {
  private static final String LINE = "{\"resourceMetrics\":[\"lost?\"]}";
  private static final int LENGTH = LINE.length() + 1;

  @TempDir private Path folder;

  private final FailingStorage storage = new FailingStorage();

  @ParameterizedTest
  @EnumSource(names = {"SHORT_WRITE", "FAILURE"})
  void aLineThatDoesNotFitIsTakenBackAndAnAnswerWithTheReason(WhenFull whenFull)
      throws IOException {
    for (int room = 0; room < LENGTH; room++) {
      FileExporter exporter = exporter(room + whenFull.name());
      export(exporter, "first");
      storage.whenFull = whenFull;
      storage.room = room;

      ExportResult result = export(exporter, LINE);

      assertThat(result).isInstanceOf(ExportResult.RetryLater.class);
      assertThat(((ExportResult.RetryLater) result).reason())
          .startsWith("REMORA_FILE_DIRECTORY=")
          .containsAnyOf("No space left on device", "in part only")
          .doesNotContain("\n");
      assertThat(lines(room + whenFull.name())).containsExactly("first");
      assertThat(text(room + whenFull.name())).isEqualTo("first\n");

      storage.room = Integer.MAX_VALUE;
      assertThat(export(exporter, LINE)).isEqualTo(ExportResult.success());
      assertThat(text(room + whenFull.name())).isEqualTo("first\n" + LINE + "\n");
    }
  }

  @Test
  void aLineThatCannotEvenBeTakenBackIsTheOnlyBadOne() throws IOException {
    for (int room = 0; room < LENGTH; room++) {
      String name = "torn" + room;
      FileExporter exporter = exporter(name);
      export(exporter, "first");
      storage.whenFull = WhenFull.FAILURE_FOR_GOOD;
      storage.room = room;
      assertThat(export(exporter, LINE)).isInstanceOf(ExportResult.RetryLater.class);

      storage.room = Integer.MAX_VALUE;
      assertThat(export(exporter, LINE)).isEqualTo(ExportResult.success());

      String torn = LINE.substring(0, room);
      assertThat(lines(name))
          .containsExactlyElementsOf(
              room == 0 ? List.of("first", LINE) : List.of("first", torn, LINE));
    }
  }

  @Test
  void aTornPredecessorAndAFullDiskTogetherLeaveTheOldLength() throws IOException {
    Path directory = Files.createDirectories(folder.resolve("both"));
    for (int room = 0; room < LENGTH + 1; room++) {
      Files.writeString(directory.resolve("metrics.jsonl"), "first\n{\"torn");
      storage.room = room;

      assertThat(export(exporter("both"), LINE)).isInstanceOf(ExportResult.RetryLater.class);
      assertThat(text("both")).isEqualTo("first\n{\"torn");
    }
    storage.room = LENGTH + 1;
    assertThat(export(exporter("both"), LINE)).isEqualTo(ExportResult.success());
    assertThat(lines("both")).containsExactly("first", "{\"torn", LINE);
  }

  @Test
  void aLineIsOneCallToTheSystem() throws IOException {
    FileExporter exporter = exporter("calls");
    String large = "x".repeat(3_000_000);

    assertThat(export(exporter, large)).isEqualTo(ExportResult.success());

    assertThat(storage.writes).isEqualTo(1);
    assertThat(text("calls")).hasSize(large.length() + 1);
  }

  private FileExporter exporter(String name) {
    return new FileExporter(
        new FakePluginContext("file")
            .with("REMORA_FILE_DIRECTORY", folder.resolve(name).toString()),
        storage);
  }

  private static ExportResult export(FileExporter exporter, String json) {
    return exporter.export(
        FakeBatch.of(Signal.METRICS, json), Deadline.in(Duration.ofSeconds(10), System::nanoTime));
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name).resolve("metrics.jsonl"));
  }

  private List<String> lines(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static dev.remora.internal.buffer.BufferFixture.drain;
import static dev.remora.internal.buffer.BufferFixture.noise;
import static dev.remora.internal.buffer.BufferFixture.point;
import static dev.remora.internal.buffer.BufferFixture.record;
import static dev.remora.internal.buffer.BufferFixture.summary;
import static dev.remora.internal.buffer.BufferFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullDiskTest {
  private static final int RECORD_LENGTH = 130;

  @TempDir Path temp;
  private BufferFixture fixture;

  @BeforeEach
  void inDirectory() {
    fixture = new BufferFixture(temp.resolve("buffer"));
  }

  @ParameterizedTest(name = "truncate fails: {0}")
  @ValueSource(booleans = {false, true})
  void noSpaceAfterAnyNumberOfBytesLosesNothing(boolean truncateFails) throws Exception {
    for (int k = 0; k < RECORD_LENGTH; k++) {
      fixture.leave("unrelated", new byte[0]);
      fixture.files.spaceAgain();
      DiskBuffer buffer = fixture.open();
      Cursor early = buffer.cursor("early");
      Cursor late = buffer.cursor("late");
      buffer.cursor("heir");
      buffer.append(point("first"));
      fixture.files.fullAfter(k);
      fixture.files.truncateFails(truncateFails);
      buffer.append(point("second"));
      buffer.append(summary("third"));
      fixture.files.fullAfter(0);
      buffer.append(point("fourth"));

      // Exporters get what is in memory, too.
      assertThat(texts(drain(early)))
          .as("k = %d", k)
          .containsExactly("first", "second", "third", "fourth");
      assertThat(buffer.statistics().memoryBytes()).isPositive();
      if (!truncateFails) {
        for (Path segment : fixture.segments()) {
          SegmentScan scan = SegmentScan.of(fixture.files, segment.toFile());
          assertThat(scan.damages()).isEmpty();
        }
      }

      fixture.files.spaceAgain();
      fixture.files.truncateFails(false);
      buffer.append(point("fifth"));
      assertThat(buffer.statistics().memoryBytes()).isZero();
      assertThat(texts(drain(late))).containsExactly("first", "second", "third", "fourth", "fifth");
      assertThat(texts(drain(fixture.open().cursor("heir"))))
          .containsExactly("first", "second", "third", "fourth", "fifth");
    }
    assertThat(fixture.log.warnings).isNotEmpty().allMatch(line -> line.contains("takes no data"));
  }

  @Test
  void theLengthUsedAboveCoversAWholeRecord() {
    fixture.open().append(point("second"));
    assertThat(fixture.segments().getFirst().toFile()).hasSize(64 + 15 + 4 + 6 + 8);
    assertThat(64 + 15 + 4 + 6 + 8).isLessThan(RECORD_LENGTH);
  }

  @Test
  void memoryIsBoundedAndDropsTheOldestPointsBeforeSummaries() {
    DiskBuffer buffer = fixture.open();
    fixture.files.fullAfter(0);
    for (int i = 0; i < 100; i++) {
      buffer.append(summary("s" + i));
      buffer.append(record(Priority.POINT, "", noise(i, 10_000)));
    }
    assertThat(buffer.statistics().memoryBytes()).isLessThanOrEqualTo(256 << 10);

    List<BufferedRecord> left = drain(buffer.cursor("otlp"));
    long points = left.stream().filter(r -> r.priority() == Priority.POINT).count();
    assertThat(left.size() - points).isEqualTo(100);
    assertThat(left.getLast().payload()).isEqualTo(noise(99, 10_000));
    assertThat(buffer.statistics().dropped(DropReason.DISK_FULL)).isEqualTo(100 - points);
    assertThat(buffer.statistics().memoryBytes()).isZero();
  }

  @Test
  void aRecordThatDoesNotFitIntoMemoryIsCounted() {
    DiskBuffer buffer = fixture.open();
    fixture.files.fullAfter(0);
    buffer.append(record(Priority.POINT, "", noise(1, 300 << 10)));
    assertThat(buffer.statistics().dropped(DropReason.DISK_FULL)).isOne();
  }

  @Test
  void closingWritesWhatIsInMemoryIfTheDiskTakesItAgain() {
    DiskBuffer buffer = fixture.open();
    fixture.files.fullAfter(10);
    buffer.append(point("waits"));
    fixture.files.spaceAgain();
    buffer.close();
    assertThat(texts(drain(fixture.open().cursor("otlp")))).containsExactly("waits");
  }

  @Test
  void survivesHavingItsDirectoryDeletedBetweenTwoAppends() throws Exception {
    DiskBuffer buffer = fixture.open();
    Cursor cursor = buffer.cursor("otlp");
    buffer.append(point("gone"));
    buffer.append(summary("gone too"));
    for (String name : fixture.directory.toFile().list()) {
      Files.delete(fixture.directory.resolve(name));
    }
    Files.delete(fixture.directory);
    buffer.append(point("one"));
    buffer.append(summary("two"));

    assertThat(texts(drain(cursor))).containsExactly("one", "two");
    assertThat(buffer.statistics().dropped(DropReason.CORRUPT)).isEqualTo(2);
    buffer.append(point("three"));
    assertThat(texts(drain(fixture.open().cursor("otlp")))).containsExactly("three");
  }

  @Test
  void survivesHavingOneFileDeletedWhileItIsRead() throws Exception {
    DiskBuffer buffer = fixture.open();
    Cursor cursor = buffer.cursor("otlp");
    for (int i = 0; i < 3; i++) {
      buffer.append(record(Priority.POINT, "invocation " + i, noise(i, 300 << 10)));
    }
    Files.delete(fixture.segments().getFirst());
    assertThat(drain(cursor))
        .extracting(BufferedRecord::payload)
        .containsExactly(noise(1, 300 << 10), noise(2, 300 << 10));
    assertThat(buffer.statistics().dropped(DropReason.CORRUPT)).isOne();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static dev.remora.internal.buffer.BufferFixture.drain;
import static dev.remora.internal.buffer.BufferFixture.noise;
import static dev.remora.internal.buffer.BufferFixture.point;
import static dev.remora.internal.buffer.BufferFixture.record;
import static dev.remora.internal.buffer.BufferFixture.summary;
import static dev.remora.internal.buffer.BufferFixture.text;
import static dev.remora.internal.buffer.BufferFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.api.Signal;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskBufferTest {
  @TempDir Path temp;
  private BufferFixture fixture;

  @BeforeEach
  void inDirectory() {
    fixture = new BufferFixture(temp.resolve("buffer"));
  }

  @Test
  void aRecordComesBackAsItWasAppended() {
    try (DiskBuffer buffer = fixture.open()) {
      byte[] payload = noise(1, 500);
      buffer.append(new NewRecord(Signal.LOGS, Priority.SUMMARY, 17, "request-1", payload, 300));

      BufferedRecord read = buffer.cursor("otlp").peek().orElseThrow();

      assertThat(read.signal()).isEqualTo(Signal.LOGS);
      assertThat(read.priority()).isEqualTo(Priority.SUMMARY);
      assertThat(read.itemCount()).isEqualTo(17);
      assertThat(read.invocationId()).isEqualTo("request-1");
      assertThat(read.createdUnixMillis()).isEqualTo(fixture.now);
      assertThat(read.payload()).isEqualTo(java.util.Arrays.copyOf(payload, 300));
      assertThat(read.batchId().version()).isEqualTo(8);
      assertThat(read.batchId().variant()).isEqualTo(2);
    }
  }

  @Test
  void pointsAndSummariesComeInTheOrderOfAppending() {
    try (DiskBuffer buffer = fixture.open()) {
      buffer.append(point("a"));
      buffer.append(summary("b"));
      buffer.append(point("c"));
      buffer.append(summary("d"));

      assertThat(texts(drain(buffer.cursor("otlp")))).containsExactly("a", "b", "c", "d");
    }
  }

  @Test
  void atShutdownTheNewestSummariesComeFirst() {
    DiskBuffer buffer = fixture.open();
    for (String text : List.of("p1", "s1", "p2", "s2")) {
      buffer.append(text.startsWith("p") ? point(text) : summary(text));
    }
    buffer = fixture.open();
    buffer.append(summary("s3"));
    buffer.append(point("p3"));
    Cursor cursor = buffer.cursor("otlp");

    assertThat(texts(drain(cursor, Cursor.Order.NEWEST_SUMMARIES_FIRST)))
        .containsExactly("s3", "s2", "s1", "p1", "p2", "p3");
    assertThat(cursor.backlogBytes()).isZero();
    buffer.close();
    assertThat(fixture.segments()).isEmpty();
  }

  @Test
  void acknowledgingOutOfOrderKeepsWhatIsOlder() {
    DiskBuffer buffer = fixture.open();
    for (int i = 0; i < 3; i++) {
      buffer.append(summary("s" + i));
    }
    Cursor cursor = buffer.cursor("otlp");
    cursor.acknowledge(cursor.peek(Cursor.Order.NEWEST_SUMMARIES_FIRST).orElseThrow());

    assertThat(text(cursor.peek().orElseThrow())).isEqualTo("s0");
    // The position on disk is the oldest gap: a restart repeats s2 and loses nothing.
    assertThat(texts(drain(fixture.open().cursor("otlp")))).containsExactly("s0", "s1", "s2");
  }

  @Test
  void peekRepeatsTheSameBatchUntilItIsAcknowledgedAlsoAfterTheAgentDied() {
    UUID accepted = null;
    for (int run = 0; run < 200; run++) {
      DiskBuffer buffer = fixture.open();
      Cursor cursor = buffer.cursor("otlp");
      if (run % 2 == 0) {
        assertThat(cursor.peek()).isEmpty();
        buffer.append(point("batch " + run));
        accepted = cursor.peek().orElseThrow().batchId();
        // The server has it; the agent is killed before it can acknowledge.
      } else {
        BufferedRecord again = cursor.peek().orElseThrow();
        assertThat(again.batchId()).isEqualTo(accepted);
        cursor.acknowledge(again);
        assertThat(cursor.peek()).isEmpty();
      }
    }
  }

  @Test
  void sequencesAreNotUsedAgainThoughNothingIsLeftAndTheClockWentBack() {
    DiskBuffer buffer = fixture.open();
    buffer.append(point("first"));
    BufferedRecord first = buffer.cursor("otlp").peek().orElseThrow();
    drain(buffer.cursor("otlp"));
    buffer.close();

    fixture.now -= 3_600_000;
    buffer = fixture.open();
    buffer.append(point("second"));
    BufferedRecord second = buffer.cursor("otlp").peek().orElseThrow();

    assertThat(second.sequence()).isGreaterThan(first.sequence());
    assertThat(second.batchId()).isNotEqualTo(first.batchId());
  }

  @Test
  void anotherSandboxOfTheSameVersionIsAdoptedWithItsBatchIds() {
    DiskBuffer dead = fixture.open("sandbox-1", "7");
    dead.append(point("left behind"));
    UUID id = dead.cursor("otlp").peek().orElseThrow().batchId();

    DiskBuffer heir = fixture.open("sandbox-2", "7");
    heir.append(point("new"));
    List<BufferedRecord> all = drain(heir.cursor("otlp"));

    assertThat(texts(all)).containsExactly("left behind", "new");
    assertThat(all.getFirst().batchId()).isEqualTo(id);
    assertThat(all.getLast().batchId().getMostSignificantBits())
        .isNotEqualTo(id.getMostSignificantBits());
  }

  @Test
  void whatAnotherFunctionVersionLeftIsDeletedAndForeignFilesAreNot() throws Exception {
    DiskBuffer dead = fixture.open("sandbox-1", "6");
    dead.append(point("of version 6"));
    Cursor cursor = dead.cursor("otlp");
    cursor.acknowledge(cursor.peek().orElseThrow());
    dead.append(point("of version 6 too"));
    Files.writeString(fixture.directory.resolve("seg-of-the-function.txt"), "keep");

    DiskBuffer heir = fixture.open("sandbox-2", "7");

    assertThat(heir.cursor("otlp").peek()).isEmpty();
    assertThat(fixture.segments()).isEmpty();
    assertThat(fixture.directory.resolve("seg-of-the-function.txt")).exists();
    heir.append(point("of version 7"));
    assertThat(texts(drain(fixture.open("sandbox-2", "7").cursor("otlp"))))
        .containsExactly("of version 7");
  }

  @Test
  void aDamagedManifestCostsNothing() throws Exception {
    fixture.open().append(point("kept"));
    Files.writeString(fixture.directory.resolve("manifest"), "remora-bu");

    assertThat(texts(drain(fixture.open().cursor("otlp")))).containsExactly("kept");
  }

  @Test
  void discardForgetsEverythingAndGoesOnAsAnotherSandbox() {
    DiskBuffer buffer = fixture.open();
    Cursor cursor = buffer.cursor("otlp");
    buffer.append(point("in the snapshot"));
    BufferedRecord old = cursor.peek().orElseThrow();
    buffer.append(summary("in the snapshot too"));

    buffer.discard("sandbox-2");

    assertThat(fixture.segments()).isEmpty();
    assertThat(cursor.peek()).isEmpty();
    cursor.acknowledge(old);
    buffer.append(point("after"));
    BufferedRecord after = cursor.peek().orElseThrow();
    assertThat(text(after)).isEqualTo("after");
    assertThat(after.batchId().getMostSignificantBits())
        .isNotEqualTo(old.batchId().getMostSignificantBits());
    for (DropReason reason : DropReason.values()) {
      assertThat(buffer.statistics().dropped(reason)).as(reason.label()).isZero();
    }
    assertThat(texts(drain(fixture.open("sandbox-2", "7").cursor("otlp"))))
        .containsExactly("after");
  }

  @Test
  void segmentsRotateAtTheirLimitAndAtANewInvocationWhenAQuarterFull() {
    DiskBuffer buffer = fixture.open();
    byte[] payload = noise(1, 100 << 10);
    for (int i = 0; i < 3; i++) {
      buffer.append(record(Priority.POINT, "a", payload));
    }
    assertThat(fixture.segments()).hasSize(1);
    buffer.append(record(Priority.POINT, "b", payload));
    assertThat(fixture.segments()).hasSize(2);
    for (int i = 0; i < 9; i++) {
      buffer.append(record(Priority.POINT, "b", payload));
    }
    assertThat(fixture.segments()).hasSize(2);
    buffer.append(record(Priority.POINT, "b", payload));
    assertThat(fixture.segments())
        .hasSize(3)
        .allSatisfy(file -> assertThat(file.toFile().length()).isLessThanOrEqualTo(1 << 20));
  }

  @Test
  void quotaDropsTheOldestPointsAndKeepsSummaries() {
    fixture.quota = 1 << 20;
    DiskBuffer buffer = fixture.open();
    for (int i = 0; i < 40; i++) {
      buffer.append(summary("s" + i));
      buffer.append(record(Priority.POINT, "", noise(i, 60 << 10)));
    }

    BufferStatistics statistics = buffer.statistics();
    assertThat(statistics.bytes()).isLessThanOrEqualTo(1 << 20);
    List<BufferedRecord> left = drain(buffer.cursor("otlp"));
    List<BufferedRecord> points =
        left.stream().filter(r -> r.priority() == Priority.POINT).toList();
    assertThat(left.size() - points.size()).isEqualTo(40);
    assertThat(statistics.dropped(DropReason.QUOTA)).isEqualTo(40 - points.size()).isPositive();
    assertThat(statistics.records()).isEqualTo(left.size());
    assertThat(points.getLast().payload()).isEqualTo(noise(39, 60 << 10));
  }

  @Test
  void whenOnlySummariesAreLeftTheOldestOfThemGo() {
    fixture.quota = 1 << 20;
    DiskBuffer buffer = fixture.open();
    for (int i = 0; i < 40; i++) {
      buffer.append(record(Priority.SUMMARY, "", noise(i, 60 << 10)));
    }

    List<BufferedRecord> left = drain(buffer.cursor("otlp"));
    assertThat(left).hasSizeBetween(10, 20);
    assertThat(left.getLast().payload()).isEqualTo(noise(39, 60 << 10));
    assertThat(buffer.statistics().dropped(DropReason.QUOTA)).isEqualTo(40 - left.size());
  }

  @Test
  void backsOffWhenTheFunctionNeedsTheDisk() {
    fixture.quota = 8 << 20;
    DiskBuffer buffer = fixture.open();
    for (int i = 0; i < 60; i++) {
      buffer.append(record(Priority.POINT, "", noise(i, 60 << 10)));
    }
    assertThat(buffer.statistics().bytes()).isGreaterThan(3 << 20);

    fixture.files.freeBytes(BufferOptions.SHORT_OF_SPACE - 1);
    for (int i = 0; i < 20; i++) {
      buffer.append(record(Priority.POINT, "", noise(i, 60 << 10)));
    }
    assertThat(buffer.statistics().bytes()).isLessThanOrEqualTo(1 << 20);
    assertThat(buffer.statistics().dropped(DropReason.DISK_FULL)).isPositive();
    assertThat(buffer.statistics().dropped(DropReason.QUOTA)).isZero();
  }

  @Test
  void theQuotaIsToldAsTheDiskHasIt() {
    fixture.files.freeBytes(100L << 20);
    assertThat(fixture.open().quotaBytes()).isEqualTo(5L << 20);
    fixture.files.lockedByAnother(true);
    assertThat(fixture.open().quotaBytes()).as("no disk at all").isEqualTo(1L << 20);
  }

  @Test
  void theDefaultQuotaIsATwentiethOfTheFreeSpaceWithinBounds() {
    BufferOptions options = BufferOptions.in(new File("x"), "s", "1");
    assertThat(options.quota(512L << 20)).isEqualTo(16L << 20);
    assertThat(options.quota(100L << 20)).isEqualTo(5L << 20);
    assertThat(options.quota(0)).isEqualTo(1L << 20);
  }

  @Test
  void aRecordAboveTheLimitIsDroppedAndCountedAndOneAtTheLimitIsKept() {
    DiskBuffer buffer = fixture.open();
    buffer.append(record(Priority.POINT, "", new byte[RecordHeader.MAX_PAYLOAD + 1]));
    buffer.append(record(Priority.POINT, "", noise(5, RecordHeader.MAX_PAYLOAD)));
    buffer.append(record(Priority.POINT, "", new byte[RecordHeader.MAX_PAYLOAD]));
    buffer.append(record(Priority.POINT, "", new byte[0]));

    assertThat(buffer.statistics().dropped(DropReason.TOO_LARGE)).isOne();
    List<BufferedRecord> left = drain(fixture.open().cursor("otlp"));
    assertThat(left).hasSize(3);
    assertThat(left.get(0).payload()).isEqualTo(noise(5, RecordHeader.MAX_PAYLOAD));
    assertThat(left.get(1).payload()).isEqualTo(new byte[RecordHeader.MAX_PAYLOAD]);
    assertThat(left.get(2).payload()).isEmpty();
  }

  @Test
  void anInvocationIdThatCannotBeStoredIsLeftOut() {
    DiskBuffer buffer = fixture.open();
    buffer.append(record(Priority.POINT, "x".repeat(65), new byte[1]));
    buffer.append(record(Priority.POINT, "mü", new byte[1]));
    buffer.append(record(Priority.POINT, "x".repeat(64), new byte[1]));

    assertThat(drain(buffer.cursor("otlp")))
        .extracting(BufferedRecord::invocationId)
        .containsExactly("", "", "x".repeat(64));
  }

  @Test
  void oldSegmentsExpire() {
    DiskBuffer buffer = fixture.open();
    buffer.append(record(Priority.POINT, "a", noise(1, 300 << 10)));
    buffer.append(record(Priority.POINT, "b", noise(2, 300 << 10)));
    fixture.now += BufferOptions.DEFAULT_MAX_AGE_MILLIS + 1;
    buffer.append(record(Priority.POINT, "c", noise(3, 10)));

    assertThat(buffer.statistics().dropped(DropReason.EXPIRED)).isOne();
    buffer.append(record(Priority.POINT, "d", noise(4, 10)));
    assertThat(buffer.statistics().dropped(DropReason.EXPIRED)).isEqualTo(2);
    assertThat(drain(buffer.cursor("otlp")))
        .extracting(BufferedRecord::payload)
        .containsExactly(noise(3, 10), noise(4, 10));
  }

  @Test
  void aRejectedRecordIsCountedAndNotOfferedAgain() {
    DiskBuffer buffer = fixture.open();
    buffer.append(point("bad"));
    buffer.append(point("good"));
    Cursor cursor = buffer.cursor("otlp");

    cursor.drop(cursor.peek().orElseThrow(), DropReason.REJECTED);

    assertThat(text(cursor.peek().orElseThrow())).isEqualTo("good");
    assertThat(buffer.statistics().dropped(DropReason.REJECTED)).isOne();
    assertThat(texts(drain(fixture.open().cursor("otlp")))).containsExactly("good");
  }

  @Test
  void aSegmentGoesWhenTheLastExporterIsDoneWithIt() {
    DiskBuffer buffer = fixture.open();
    Cursor one = buffer.cursor("one");
    Cursor two = buffer.cursor("two");
    for (int i = 0; i < 8; i++) {
      buffer.append(record(Priority.POINT, "invocation " + i, noise(i, 300 << 10)));
    }
    assertThat(fixture.segments()).hasSize(8);
    drain(one);
    assertThat(fixture.segments()).hasSize(8);
    two.acknowledge(two.peek().orElseThrow());
    assertThat(fixture.segments()).hasSize(7);
    two.close();
    assertThat(fixture.segments()).hasSize(1);
    assertThat(two.peek()).isEmpty();
  }

  @Test
  void aDeadExporterDelaysNobodyAndLosesOnlyItsOwnBacklog() {
    fixture.quota = 1 << 20;
    DiskBuffer buffer = fixture.open();
    Cursor alive = buffer.cursor("alive");
    Cursor dead = buffer.cursor("dead");
    for (int i = 0; i < 2_000; i++) {
      byte[] payload = noise(i, 20 << 10);
      buffer.append(record(Priority.POINT, "", payload));
      assertThat(alive.backlogBytes()).isLessThan(21 << 10);
      List<BufferedRecord> delivered = drain(alive);
      assertThat(delivered).hasSize(1);
      assertThat(delivered.getFirst().payload()).isEqualTo(payload);
    }
    assertThat(buffer.statistics().bytes()).isLessThanOrEqualTo(1 << 20);
    long dropped = buffer.statistics().dropped(DropReason.QUOTA);
    assertThat(dropped + drain(dead).size()).isEqualTo(2_000);
    assertThat(dropped).isPositive();
  }

  @Test
  void aBufferWithManySegmentsIsReadOnlyWhereItIsNeeded() {
    DiskBuffer buffer = fixture.open();
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(noise(i, 300 << 10));
      buffer.append(record(Priority.POINT, "invocation " + i, all.getLast()));
    }
    DiskBuffer heir = fixture.open();

    assertThat(heir.statistics().bytes()).isEqualTo(buffer.statistics().bytes());
    assertThat(heir.statistics().records()).isOne();
    assertThat(drain(heir.cursor("otlp")))
        .extracting(BufferedRecord::payload)
        .containsExactlyElementsOf(all);
  }

  @Test
  void theDirectoryIsPrivate() throws Exception {
    fixture.open();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.directory)))
        .isEqualTo("rwx------");
  }

  @Test
  void appendingAfterCloseIsIgnored() {
    DiskBuffer buffer = fixture.open();
    buffer.append(point("before"));
    buffer.close();
    buffer.close();
    buffer.append(point("after"));
    assertThat(texts(drain(fixture.open().cursor("otlp")))).containsExactly("before");
  }

  private static List<String> next(Cursor cursor, Cursor.Order order, Priority only, int bytes) {
    return texts(cursor.peek(order, only, bytes));
  }

  @Test
  void recordsOfOneClassAreOfferedTogetherAndStayUntilTheyAreAcknowledged() {
    DiskBuffer buffer = fixture.open();
    for (int i = 0; i < 4; i++) {
      buffer.append(BufferFixture.point("p" + i));
      buffer.append(BufferFixture.summary("s" + i));
    }
    Cursor cursor = buffer.cursor("otlp");
    Cursor.Order oldest = Cursor.Order.OLDEST_FIRST;
    Cursor.Order newest = Cursor.Order.NEWEST_SUMMARIES_FIRST;
    assertThat(next(cursor, oldest, Priority.POINT, 6)).containsExactly("p0", "p1", "p2");
    assertThat(next(cursor, oldest, Priority.SUMMARY, 100)).containsExactly("s0", "s1", "s2", "s3");
    assertThat(next(cursor, newest, Priority.SUMMARY, 5)).containsExactly("s3", "s2");
    assertThat(next(cursor, newest, null, 100)).containsExactly("s3", "s2", "s1", "s0");
    assertThat(next(cursor, oldest, null, 100)).containsExactly("p0", "p1", "p2", "p3");
    assertThat(next(cursor, oldest, Priority.POINT, 0)).containsExactly("p0");
    cursor.acknowledge(cursor.peek(newest, Priority.SUMMARY, 4));
    cursor.acknowledge(cursor.peek(oldest, Priority.POINT, 4));
    assertThat(next(cursor, oldest, Priority.SUMMARY, 100)).containsExactly("s0", "s1");
    assertThat(next(cursor, oldest, Priority.POINT, 100)).containsExactly("p2", "p3");
    buffer.close();
    Cursor heir = fixture.open().cursor("otlp");
    assertThat(next(heir, oldest, Priority.POINT, 100)).containsExactly("p2", "p3");
  }
}

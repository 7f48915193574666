// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static dev.remora.internal.buffer.BufferFixture.drain;
import static dev.remora.internal.buffer.BufferFixture.noise;
import static dev.remora.internal.buffer.BufferFixture.point;
import static dev.remora.internal.buffer.BufferFixture.record;
import static dev.remora.internal.buffer.BufferFixture.text;
import static dev.remora.internal.buffer.BufferFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedSegmentTest {
  @TempDir Path temp;
  private BufferFixture fixture;
  private String name;

  @BeforeEach
  void inDirectory() {
    fixture = new BufferFixture(temp.resolve("buffer"));
  }

  private byte[] segmentOf(int records) throws Exception {
    try (DiskBuffer buffer = fixture.open()) {
      for (int i = 0; i < records; i++) {
        buffer.append(record(Priority.POINT, "request", ("payload " + i).getBytes()));
      }
    }
    Path file = fixture.segments().getFirst();
    name = file.getFileName().toString();
    return Files.readAllBytes(file);
  }

  @Test
  void aSegmentCutAtAnyByteGivesExactlyTheRecordsBeforeTheCut() throws Exception {
    byte[] whole = segmentOf(5);
    List<Integer> ends = new ArrayList<>();
    for (SegmentScan.Entry entry : SegmentScan.of(whole, whole.length).records()) {
      ends.add(entry.offset() + entry.header().recordLength());
    }
    assertThat(ends).hasSize(5).endsWith(whole.length);
    for (int cut = 0; cut <= whole.length; cut++) {
      fixture.leave(name, Arrays.copyOf(whole, cut));
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 5 && ends.get(i) <= cut; i++) {
        expected.add("payload " + i);
      }
      DiskBuffer buffer = fixture.open();

      long left = expected.isEmpty() ? -1 : ends.get(expected.size() - 1);
      assertThat(fixture.files.length(fixture.directory.resolve(name).toFile())).isEqualTo(left);
      assertThat(texts(drain(buffer.cursor("otlp")))).as("cut at %d", cut).isEqualTo(expected);
      assertThat(buffer.statistics().dropped(DropReason.CORRUPT)).as("never promised").isZero();
      buffer.close();
    }
  }

  @Test
  void aFlipOfAnyBitCostsAtMostTheRecordItIsIn() throws Exception {
    byte[] whole = segmentOf(3);
    List<SegmentScan.Entry> entries = SegmentScan.of(whole, whole.length).records();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        SegmentScan.Entry entry = entries.get(i);
        int end = entry.offset() + entry.header().recordLength();
        if (bit / 8 < entry.offset() || bit / 8 >= end) {
          expected.add("payload " + i);
        }
      }
      fixture.leave(name, damaged);
      DiskBuffer buffer = fixture.open();

      assertThat(texts(drain(buffer.cursor("otlp")))).as("bit %d", bit).isEqualTo(expected);
      if (bit / 8 < entries.get(2).offset()) {
        assertThat(buffer.statistics().dropped(DropReason.CORRUPT)).as("bit %d", bit).isOne();
      }
      buffer.close();
    }
  }

  @Test
  void damageThatHappensWhileTheAgentRunsCostsOneRecordAndIsCounted() throws Exception {
    DiskBuffer buffer = fixture.open();
    for (int i = 0; i < 3; i++) {
      buffer.append(point("payload " + i));
    }
    Path file = fixture.segments().getFirst();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertThat(texts(drain(buffer.cursor("otlp")))).containsExactly("payload 0", "payload 2");
    assertThat(buffer.statistics().dropped(DropReason.CORRUPT)).isOne();
  }

  @Test
  void damageInAnEarlierSegmentIsFoundWhenItIsRead() throws Exception {
    DiskBuffer buffer = fixture.open();
    for (int i = 0; i < 3; i++) {
      buffer.append(record(Priority.POINT, "invocation " + i, noise(i, 300 << 10)));
    }
    Path file = fixture.segments().get(1);
    byte[] bytes = Files.readAllBytes(file);
    bytes[200_000] ^= 4;
    Files.write(file, bytes);

    DiskBuffer heir = fixture.open();
    assertThat(drain(heir.cursor("otlp")))
        .extracting(BufferedRecord::payload)
        .containsExactly(noise(0, 300 << 10), noise(2, 300 << 10));
    assertThat(heir.statistics().dropped(DropReason.CORRUPT)).isOne();
  }

  @Test
  void aDiskThatCannotBeReadForAMomentLosesNothing() {
    DiskBuffer buffer = fixture.open();
    buffer.append(point("patient"));
    Cursor cursor = buffer.cursor("otlp");
    fixture.files.readsFail(true);
    assertThat(cursor.peek()).isEmpty();
    fixture.files.readsFail(false);
    assertThat(text(cursor.peek().orElseThrow())).isEqualTo("patient");
    assertThat(buffer.statistics().dropped(DropReason.CORRUPT)).isZero();
  }

  @Test
  void damagedCursorFilesRepeatRecordsAndLoseNone() throws Exception {
    DiskBuffer buffer = fixture.open();
    for (int i = 0; i < 4; i++) {
      buffer.append(point("payload " + i));
    }
    Cursor cursor = buffer.cursor("otlp");
    for (int i = 0; i < 3; i++) {
      cursor.acknowledge(cursor.peek().orElseThrow());
    }
    Path file = fixture.directory.resolve("cursor-otlp");
    byte[] good = Files.readAllBytes(file);
    assertThat(good).hasSize(64);
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] damaged = good.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, damaged);
      // The third acknowledgement went into the second slot, the one before is in the first.
      String first = bit / 8 >= 32 ? "payload 2" : "payload 3";
      assertThat(text(fixture.open().cursor("otlp").peek().orElseThrow()))
          .as("bit %d", bit)
          .isEqualTo(first);
    }
    Files.write(file, new byte[5]);
    assertThat(text(fixture.open().cursor("otlp").peek().orElseThrow())).isEqualTo("payload 0");
  }

  @Test
  void aPayloadThatLooksLikeARecordIsNotTakenForOne() throws Exception {
    byte[] inner = segmentOf(1);
    fixture.leave("x", new byte[0]);
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    stored.write(noise(1, 100));
    stored.write(inner);
    DiskBuffer buffer = fixture.open();
    buffer.append(record(Priority.POINT, "", stored.toByteArray()));
    buffer.append(point("second"));

    List<BufferedRecord> all = drain(fixture.open().cursor("otlp"));
    assertThat(all).hasSize(2);
    assertThat(all.getFirst().payload()).isEqualTo(stored.toByteArray());
  }
}

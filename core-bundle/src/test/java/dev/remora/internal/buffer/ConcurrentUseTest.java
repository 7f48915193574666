// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentUseTest {
  private static final int RECORDS = 3_000;

  @TempDir Path temp;

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void exportersReadWhileTheWriterWritesAndEachGetsEverythingOnceInOrder() throws Exception {
    BufferFixture fixture = new BufferFixture(temp.resolve("buffer"));
    fixture.quota = 64 << 20;
    try (DiskBuffer buffer = fixture.open();
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<List<Integer>>> readers = new ArrayList<>();
      for (String name : List.of("one", "two")) {
        Cursor cursor = buffer.cursor(name);
        Callable<List<Integer>> reader = () -> read(cursor);
        readers.add(threads.submit(reader));
      }
      for (int i = 0; i < RECORDS; i++) {
        byte[] payload = new byte[1 + i * 31 % 4_000];
        byte[] number = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
        payload = java.util.Arrays.copyOf(number, number.length + payload.length);
        Priority priority = i % 7 == 0 ? Priority.SUMMARY : Priority.POINT;
        buffer.append(BufferFixture.record(priority, "invocation " + i / 100, payload));
      }
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < RECORDS; i++) {
        expected.add(i);
      }
      for (Future<List<Integer>> reader : readers) {
        assertThat(reader.get()).isEqualTo(expected);
      }
      for (DropReason reason : DropReason.values()) {
        assertThat(buffer.statistics().dropped(reason)).as(reason.label()).isZero();
      }
    }
    assertThat(fixture.segments()).isEmpty();
  }

  private static List<Integer> read(Cursor cursor) {
    List<Integer> numbers = new ArrayList<>();
    long limit = System.nanoTime() + Duration.ofSeconds(50).toNanos();
    while (numbers.size() < RECORDS && System.nanoTime() < limit) {
      Optional<BufferedRecord> next = cursor.peek();
      if (next.isEmpty()) {
        Thread.onSpinWait();
        continue;
      }
      String text = new String(next.get().payload(), StandardCharsets.US_ASCII);
      numbers.add(Integer.parseInt(text.substring(0, text.indexOf('\0'))));
      cursor.acknowledge(next.get());
    }
    return numbers;
  }
}

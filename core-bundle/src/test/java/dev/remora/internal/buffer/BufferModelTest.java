// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random operations against a list. {@code -Dremora.test.sequences=10000} for the full number,
 * {@code -Dremora.test.seed=S -Dremora.test.sequences=1} to repeat one.
 */
class BufferModelTest {
  private static final int SEQUENCES = Integer.getInteger("remora.test.sequences", 150);
  private static final long SEED = Long.getLong("remora.test.seed", System.nanoTime());
  private static final int FIXED_SEQUENCES = 50;
  private static final int OPERATIONS = 80;
  private static final List<String> EXPORTERS = List.of("one", "two");

  @TempDir Path temp;

  @BeforeAll
  static void printSeed() {
    System.out.println("BufferModelTest -Dremora.test.seed=" + SEED);
  }

  @Test
  void randomOperationsNeverDeliverWrongThingsAndEveryLossIsCounted() {
    for (int n = 0; n < FIXED_SEQUENCES + SEQUENCES; n++) {
      long seed = n < FIXED_SEQUENCES ? n : SEED + n - FIXED_SEQUENCES;
      try {
        new Run(temp.resolve("buffer-" + n), new Random(seed)).go();
      } catch (AssertionError | RuntimeException | IOException e) {
        throw new AssertionError("-Dremora.test.seed=" + seed + " -Dremora.test.sequences=1", e);
      }
    }
  }

  /** What one exporter has seen. */
  private static final class Seen {
    final Set<Integer> done = new HashSet<>();
    final Map<Priority, Integer> lastOldestFirst = new HashMap<>();
  }

  private static final class Run {
    private final BufferFixture fixture;
    private final Random random;
    private final List<byte[]> appended = new ArrayList<>();
    private final List<UUID> ids = new ArrayList<>();
    private final Map<String, Seen> seen = new HashMap<>();
    private final Map<String, Cursor> cursors = new HashMap<>();
    private DiskBuffer buffer;
    private long countedBefore;
    private int uncounted;
    private boolean exact = true;

    Run(Path directory, Random random) {
      this.random = random;
      fixture = new BufferFixture(directory);
      fixture.quota = 1 << 20;
      EXPORTERS.forEach(name -> seen.put(name, new Seen()));
      reopen();
    }

    void go() throws IOException {
      for (int i = 0; i < OPERATIONS; i++) {
        step(random.nextInt(100));
        assertThat(buffer.statistics().bytes())
            .isLessThanOrEqualTo((1 << 20) + MemoryRing.CAPACITY);
      }
      fixture.files.spaceAgain();
      fixture.files.truncateFails(false);
      append(10);
      for (String exporter : EXPORTERS) {
        while (deliver(exporter, Cursor.Order.OLDEST_FIRST, false)) {
          // Until nothing is left.
        }
        assertThat(cursors.get(exporter).backlogBytes()).isZero();
      }
      Set<Integer> missed = new HashSet<>();
      for (int i = 0; i < appended.size(); i++) {
        for (Seen one : seen.values()) {
          if (!one.done.contains(i)) {
            missed.add(i);
          }
        }
      }
      long counted = countedBefore + counted();
      if (exact) {
        assertThat(counted).as("losses").isEqualTo(missed.size());
      } else {
        assertThat((long) missed.size()).as("losses").isLessThanOrEqualTo(counted + uncounted);
      }
      assertThat(buffer.statistics().records()).isZero();
      buffer.close();
      assertThat(fixture.segments()).isEmpty();
    }

    private void step(int dice) throws IOException {
      String exporter = EXPORTERS.get(random.nextInt(EXPORTERS.size()));
      if (dice < 45) {
        append(random.nextInt(4) == 0 ? random.nextInt(120_000) : random.nextInt(3_000));
      } else if (dice < 75) {
        deliver(exporter, Cursor.Order.OLDEST_FIRST, false);
      } else if (dice < 80) {
        deliver(exporter, Cursor.Order.NEWEST_SUMMARIES_FIRST, false);
      } else if (dice < 83) {
        deliver(exporter, Cursor.Order.OLDEST_FIRST, true);
      } else if (dice < 86) {
        fixture.files.fullAfter(random.nextInt(200_000));
      } else if (dice < 90) {
        fixture.files.spaceAgain();
      } else if (dice < 92) {
        fixture.files.truncateFails(random.nextBoolean());
      } else if (dice < 95) {
        closeAndReopen();
      } else if (dice < 98) {
        crashAndReopen();
      } else if (dice < 99) {
        flipOneBit();
      } else {
        deleteDirectory();
      }
    }

    private void append(int length) {
      int number = appended.size();
      byte[] head = (number + "\0").getBytes(StandardCharsets.US_ASCII);
      byte[] payload = Arrays.copyOf(head, head.length + length);
      if (random.nextBoolean()) {
        byte[] noise = BufferFixture.noise(number, length);
        System.arraycopy(noise, 0, payload, head.length, length);
      }
      appended.add(payload);
      ids.add(null);
      buffer.append(BufferFixture.record(priority(number), "invocation " + number / 5, payload));
    }

    private static Priority priority(int number) {
      return number % 4 == 0 ? Priority.SUMMARY : Priority.POINT;
    }

    private boolean deliver(String exporter, Cursor.Order order, boolean reject) {
      Cursor cursor = cursors.get(exporter);
      Optional<BufferedRecord> next = cursor.peek(order);
      if (next.isEmpty()) {
        return false;
      }
      BufferedRecord record = next.get();
      String head = new String(record.payload(), 0, Math.min(12, record.payload().length));
      int number = Integer.parseInt(head.substring(0, head.indexOf('\0')));
      assertThat(record.payload()).isEqualTo(appended.get(number));
      assertThat(record.priority()).isEqualTo(priority(number));
      if (ids.get(number) == null) {
        assertThat(ids).doesNotContain(record.batchId());
        ids.set(number, record.batchId());
      }
      assertThat(record.batchId()).as("the same on every attempt").isEqualTo(ids.get(number));
      Seen one = seen.get(exporter);
      if (order == Cursor.Order.OLDEST_FIRST) {
        Integer last = one.lastOldestFirst.put(record.priority(), number);
        assertThat(last == null || last < number).as("in order: %s, %d", last, number).isTrue();
      }
      one.done.add(number);
      if (reject) {
        long before = counted();
        cursor.drop(record, DropReason.REJECTED);
        assertThat(counted()).isEqualTo(before + 1);
        countedBefore--;
      } else {
        cursor.acknowledge(record);
      }
      return true;
    }

    private long counted() {
      long sum = 0;
      for (DropReason reason : DropReason.values()) {
        sum += buffer.statistics().dropped(reason);
      }
      return sum;
    }

    private void closeAndReopen() {
      buffer.close();
      crashAndReopen();
    }

    private void crashAndReopen() {
      if (buffer.statistics().memoryBytes() > 0) {
        // What the disk had refused dies with the agent.
        exact = false;
        uncounted += (int) buffer.statistics().records();
      }
      countedBefore += counted();
      reopen();
    }

    private void reopen() {
      buffer = fixture.open();
      for (String exporter : EXPORTERS) {
        cursors.put(exporter, buffer.cursor(exporter));
        // A position may be older than what was acknowledged, never newer.
        seen.get(exporter).lastOldestFirst.clear();
      }
    }

    private void flipOneBit() throws IOException {
      List<Path> segments = fixture.segments();
      Collections.shuffle(segments, random);
      for (Path segment : segments) {
        byte[] bytes = Files.readAllBytes(segment);
        if (bytes.length > 0) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          Files.write(segment, bytes);
          // An acknowledged record, or a last one that now looks torn, is not counted.
          exact = false;
          uncounted++;
          return;
        }
      }
    }

    private void deleteDirectory() throws IOException {
      File[] files = fixture.directory.toFile().listFiles();
      if (files == null) {
        return;
      }
      for (File file : files) {
        Files.delete(file.toPath());
      }
      Files.delete(fixture.directory);
      // How much was in segments that nobody had read yet is not known.
      exact = false;
      uncounted += appended.size();
    }
  }
}

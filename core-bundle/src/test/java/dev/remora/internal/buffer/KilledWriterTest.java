// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code -Dremora.test.kills=1000} for the full number of runs, {@code -Dremora.test.seed} to
 * repeat.
 */
class KilledWriterTest {
  private static final int KILLS = Integer.getInteger("remora.test.kills", 40);
  private static final long SEED = Long.getLong("remora.test.seed", System.nanoTime());

  @TempDir Path temp;

  @BeforeAll
  static void printSeed() {
    System.out.println("KilledWriterTest -Dremora.test.seed=" + SEED);
  }

  @Test
  void whatWasAppendedBeforeAKillIsThereAfterIt() throws Exception {
    Random random = new Random(SEED);
    Set<String> promised = new HashSet<>();
    int appended = 0;
    Set<String> delivered = new HashSet<>();
    Set<UUID> batchIds = new HashSet<>();
    for (int run = 1; run <= KILLS; run++) {
      kill(run, random, promised);
      if (run % 3 == 0 || run == KILLS) {
        readAll(delivered, batchIds);
        appended += promised.size();
        promised.removeAll(delivered);
        assertThat(promised).as("lost, seed %d, run %d", SEED, run).isEmpty();
      }
    }
    assertThat(appended).as("seed %d", SEED).isGreaterThan(KILLS);
    assertThat(batchIds).hasSameSizeAs(delivered);
  }

  private void kill(int run, Random random, Set<String> promised) throws Exception {
    Process writer =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx24m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                temp.resolve("buffer").toString(),
                Integer.toString(run))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int lines = random.nextInt(120);
    long nanos = random.nextInt(2_000_000);
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
      for (int i = 0; i < lines; i++) {
        promised.add(out.readLine());
      }
      long from = System.nanoTime();
      while (System.nanoTime() - from < nanos) {
        Thread.onSpinWait();
      }
      // By its handle: Process.destroyForcibly would close the stream with what is left in it.
      writer.toHandle().destroyForcibly();
      String line = out.readLine();
      while (line != null) {
        String next = out.readLine();
        // The last line may be torn itself.
        if (next != null) {
          promised.add(line);
        }
        line = next;
      }
    }
    writer.waitFor();
  }

  private void readAll(Set<String> delivered, Set<UUID> batchIds) {
    try (DiskBuffer heir =
        DiskBuffer.open(
            new BufferOptions(
                temp.resolve("buffer").toFile(), "killed", "7", 64 << 20, Long.MAX_VALUE / 2),
            new LocalFiles(),
            System::currentTimeMillis,
            new RecordingLog())) {
      Cursor cursor = heir.cursor("test");
      long previous = 0;
      Optional<BufferedRecord> next = cursor.peek();
      while (next.isPresent()) {
        BufferedRecord record = next.get();
        String key = new String(record.payload(), StandardCharsets.ISO_8859_1);
        key = key.substring(0, key.indexOf('\0'));
        assertThat(record.payload()).isEqualTo(KilledWriter.payload(key));
        assertThat(record.sequence()).isGreaterThan(previous);
        assertThat(delivered.add(key)).as("once: %s", key).isTrue();
        assertThat(batchIds.add(record.batchId())).as("id used once").isTrue();
        previous = record.sequence();
        cursor.acknowledge(record);
        next = cursor.peek();
      }
      for (DropReason reason : DropReason.values()) {
        assertThat(heir.statistics().dropped(reason)).as(reason.label()).isZero();
      }
    }
  }
}

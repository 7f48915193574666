// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.micro;

import dev.remora.api.Signal;
import dev.remora.bench.process.Premises;
import dev.remora.internal.buffer.BufferedRecord;
import dev.remora.internal.buffer.DiskBuffer;
import dev.remora.internal.buffer.DropReason;
import dev.remora.internal.buffer.NewRecord;
import dev.remora.internal.buffer.Priority;
import dev.remora.internal.sampling.SamplingRounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A full buffer that an agent has left is opened by the next one, up to its first record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BufferRecoveryBenchmark {
  private byte[] batch;
  private Path folder;
  private DiskBuffer buffer;

  /** Makes a batch out of real readings. */
  @Setup
  public void makeBatch() {
    batch = new SamplingRounds(SamplingRounds.ALL).batch();
  }

  /** Fills it until the quota makes it drop its oldest, and leaves it. */
  @Setup(Level.Iteration)
  public void fill() throws IOException {
    folder = Files.createTempDirectory("buffer-");
    try (DiskBuffer full = BatchStore.buffer(folder.toFile())) {
      full.cursor("benchmark");
      while (full.statistics().dropped(DropReason.QUOTA) == 0) {
        full.append(new NewRecord(Signal.METRICS, Priority.POINT, 1, "", batch, batch.length));
      }
    }
  }

  /** Deletes it. */
  @TearDown(Level.Iteration)
  public void delete() {
    buffer.close();
    Premises.delete(folder);
  }

  /** Opens it, and takes its first record. */
  @Benchmark
  public BufferedRecord open() {
    buffer = BatchStore.buffer(folder.toFile());
    return buffer.cursor("benchmark").peek().orElseThrow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.micro;

import dev.remora.bench.process.Premises;
import dev.remora.internal.sampling.SamplingRounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the benchmarks of the buffer share: a store in a folder of its own, and a real batch. */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public abstract class BufferBenchmark {
  /** Bytes of a batch: 64 KiB. */
  static final int BATCH_BYTES = 64 << 10;

  /** How batches are kept; see {@link BatchStore#open}. */
  @Param({"lz4", "gzip", "plain"})
  public String format;

  private byte[] batch;
  private Path folder;
  private BatchStore store;

  /** Makes a batch out of real readings. */
  @Setup
  public void makeBatch() {
    // Neither store looks into it, so a tail that is cut off does no harm.
    batch = Arrays.copyOf(new SamplingRounds(SamplingRounds.ALL).batch(), BATCH_BYTES);
  }

  /** Opens the store. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    folder = Files.createTempDirectory("batches-");
    store = BatchStore.open(format, folder);
    fill();
  }

  /** Puts in what the benchmark needs. */
  void fill() throws IOException {}

  /** Deletes the store. */
  @TearDown(Level.Iteration)
  public void close() throws IOException {
    store.close();
    Premises.delete(folder);
  }

  final void append() throws IOException {
    store.append(batch);
  }

  final byte[] read() throws IOException {
    return store.read();
  }
}

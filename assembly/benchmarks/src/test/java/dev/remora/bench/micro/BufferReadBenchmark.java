// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.micro;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Warmup;

/** One batch read back and acknowledged: read, check, decompress. */
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(batchSize = BufferReadBenchmark.BATCHES)
@Measurement(batchSize = BufferReadBenchmark.BATCHES)
public class BufferReadBenchmark extends BufferBenchmark {
  /** How many are read in a row. Uncompressed, so many fit into sixteen files. */
  static final int BATCHES = 200;

  @Override
  void fill() throws IOException {
    for (int i = 0; i < BATCHES; i++) {
      append();
    }
  }

  /** One batch. */
  @Benchmark
  public byte[] readOne() throws IOException {
    return read();
  }
}

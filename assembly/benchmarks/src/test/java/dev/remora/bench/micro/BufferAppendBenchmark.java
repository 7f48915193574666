// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.micro;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;

/**
 * One batch put into the buffer, which drops its oldest when it is full: encode, compress, write.
 */
@BenchmarkMode(Mode.AverageTime)
public class BufferAppendBenchmark extends BufferBenchmark {

  /** One batch. */
  @Benchmark
  public void appendOne() throws IOException {
    append();
  }
}

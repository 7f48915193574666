// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.micro;

import dev.remora.internal.sampling.SamplingRounds;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One sampling round on the real {@code /proc}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SamplingRoundBenchmark {
  /** Which samplers; {@link MicroMain} names all there are. */
  @Param(SamplingRounds.ALL)
  public String sampler;

  private SamplingRounds rounds;

  /** Puts the samplers into service. */
  @Setup
  public void setUp() {
    rounds = new SamplingRounds(sampler);
  }

  /** One round. */
  @Benchmark
  public int round(CpuTime cpu) {
    cpu.count();
    return rounds.round();
  }
}

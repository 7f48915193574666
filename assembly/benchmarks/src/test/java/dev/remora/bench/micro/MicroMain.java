// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.micro;

import dev.remora.internal.sampling.SamplingRounds;
import java.util.LinkedHashSet;
import java.util.Set;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the micro benchmarks, in JVMs with the agent's own heap, collector and compiler, and leaves
 * JMH's results as JSON. Arguments: the file for them, the number of iterations.
 */
public final class MicroMain {
  /** Name of {@link CpuTime}'s result. */
  static final String CPU_NANOS = "cpuNanos";

  /** From the layer's {@code agent.options}: what decides about speed and garbage. */
  private static final String[] AGENT_OPTIONS = {
    "-XX:+UseSerialGC",
    "-Xms6m",
    "-Xmx24m",
    "-Xmn2m",
    "-XX:TieredStopAtLevel=1",
    "-XX:CompileThresholdScaling=10"
  };

  private static final int WARM_UP = 5;
  private static final int FORKS = 3;

  /** Below it a run only tries whether everything works. */
  private static final int LEAST_ITERATIONS = FORKS;

  private MicroMain() {}

  /** Runs them. */
  public static void main(String[] arguments) throws RunnerException {
    int iterations = Integer.parseInt(arguments[1]);
    boolean quick = iterations <= LEAST_ITERATIONS;
    Set<String> samplers = new LinkedHashSet<>(SamplingRounds.SAMPLERS.keySet());
    samplers.add(SamplingRounds.ALL);
    Options options =
        new OptionsBuilder()
            .include("\\.micro\\.")
            .param("sampler", samplers.toArray(String[]::new))
            .forks(quick ? 1 : FORKS)
            .warmupIterations(quick ? 1 : WARM_UP)
            .measurementIterations(quick ? iterations : iterations / FORKS)
            .warmupTime(TimeValue.milliseconds(quick ? 100 : 500))
            .measurementTime(TimeValue.milliseconds(quick ? 100 : 500))
            .jvmArgs(AGENT_OPTIONS)
            .jvmArgsAppend("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .resultFormat(ResultFormatType.JSON)
            .result(arguments[0])
            .build();
    new Runner(options).run();
  }
}

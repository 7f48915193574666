// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.micro;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * CPU time of the benchmark's own thread, per operation: what a busy machine does not falsify. One
 * value per iteration, as {@value MicroMain#CPU_NANOS} beside JMH's own results.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CpuTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** The result, nanoseconds. */
  public long cpuNanos;

  private long begin;
  private long operations;

  /** Begins an iteration. */
  @Setup(Level.Iteration)
  public void begin() {
    operations = 0;
    begin = THREADS.getCurrentThreadCpuTime();
  }

  /** To be called once per operation. */
  void count() {
    operations++;
  }

  /** Ends it. */
  @TearDown(Level.Iteration)
  public void end() {
    cpuNanos = (THREADS.getCurrentThreadCpuTime() - begin) / Math.max(1, operations);
  }
}

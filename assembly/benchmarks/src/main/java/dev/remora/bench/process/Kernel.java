// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;
import java.util.OptionalLong;

/**
 * The system calls that measuring needs and the JDK has no method for: another process's CPU clock,
 * and on which cores a thread may run. Linux, 64 bit, thread-safe.
 */
public final class Kernel {
  /** Of a {@code cpu_set_t}: 1,024 cores. */
  private static final int CORE_SET_BYTES = 128;

  private final Linker linker = Linker.nativeLinker();
  private final MethodHandle getClockId = call("clock_getcpuclockid", JAVA_INT, ADDRESS);
  private final MethodHandle getTime = call("clock_gettime", JAVA_INT, ADDRESS);
  private final MethodHandle getAffinity = call("sched_getaffinity", JAVA_INT, JAVA_LONG, ADDRESS);
  private final MethodHandle setAffinity = call("sched_setaffinity", JAVA_INT, JAVA_LONG, ADDRESS);

  /**
   * CPU time of all threads of a process since it was started, in nanoseconds; empty when there is
   * no such process. Children are not in it.
   */
  public OptionalLong cpuNanos(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment clock = arena.allocate(JAVA_INT);
      MemorySegment time = arena.allocate(16, 8);
      if ((int) getClockId.invokeExact(pid, clock) != 0
          || (int) getTime.invokeExact(clock.get(JAVA_INT, 0), time) != 0) {
        return OptionalLong.empty();
      }
      return OptionalLong.of(time.get(JAVA_LONG, 0) * 1_000_000_000L + time.get(JAVA_LONG, 8));
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** The cores on which the calling thread may run. */
  public BitSet cores() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(CORE_SET_BYTES, 8);
      int result = (int) getAffinity.invokeExact(0, (long) CORE_SET_BYTES, set);
      if (result < 0) {
        throw new IllegalStateException("sched_getaffinity failed");
      }
      return BitSet.valueOf(set.toArray(JAVA_LONG));
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Confines the calling thread, and what it starts from now on, to these cores. */
  public void useCores(BitSet cores) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(CORE_SET_BYTES, 8);
      MemorySegment.copy(
          MemorySegment.ofArray(cores.toLongArray()), 0, set, 0, cores.toLongArray().length * 8L);
      int result = (int) setAffinity.invokeExact(0, (long) CORE_SET_BYTES, set);
      if (result != 0) {
        throw new IllegalStateException("the cores " + cores + " cannot be chosen");
      }
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  @SuppressWarnings("restricted")
  private MethodHandle call(String name, MemoryLayout... arguments) {
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }
}

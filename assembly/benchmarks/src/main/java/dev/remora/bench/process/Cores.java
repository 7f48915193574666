// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.process;

import java.util.BitSet;
import java.util.function.IntSupplier;

/** Starts processes on some of the cores that this JVM may use. */
public final class Cores {
  private final Kernel kernel;
  private final BitSet allowed;

  /** With the cores of the calling thread. */
  public Cores(Kernel kernel) {
    this.kernel = kernel;
    allowed = kernel.cores();
  }

  /** How many there are. */
  public int count() {
    return allowed.cardinality();
  }

  /**
   * Makes a call while the calling thread may use only the first so many cores; a process that is
   * started in it inherits that, and this thread gets all its cores back.
   */
  public int on(int cores, IntSupplier call) {
    if (cores >= allowed.cardinality()) {
      return call.getAsInt();
    }
    kernel.useCores(first(cores));
    try {
      return call.getAsInt();
    } finally {
      kernel.useCores(allowed);
    }
  }

  private BitSet first(int cores) {
    BitSet first = new BitSet();
    for (int core = allowed.nextSetBit(0); first.cardinality() < cores; ) {
      first.set(core);
      core = allowed.nextSetBit(core + 1);
    }
    return first;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.statistics;

import java.util.List;

/**
 * The order in which variants take turns: each once per round, and each round begins with another
 * one, so that a machine that changes its speed, or a variant that leaves something behind, hits
 * all alike.
 */
public final class RoundRobin {
  private RoundRobin() {}

  /** What is done once for each variant in each round. */
  public interface Turn<V, E extends Exception> {

    /**
     * Takes the turn.
     *
     * @param round from 0
     */
    void take(int round, V variant) throws E;
  }

  /** Lets all variants take their turns; what a turn throws ends it. */
  public static <V, E extends Exception> void run(int rounds, List<V> variants, Turn<V, E> turn)
      throws E {
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < variants.size(); i++) {
        turn.take(round, variants.get((round + i) % variants.size()));
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.local.Fault;
import dev.remora.local.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What is to go wrong at which invocation, and which invocations share a sandbox because of it.
 *
 * @param stretches one sandbox after the other
 */
record FaultPlan(List<Stretch> stretches) {
  private static final String SPIN_DOWN = "spin-down";

  /**
   * Invocations in one sandbox.
   *
   * @param events what they are called with
   * @param faults what goes wrong, counted from the sandbox's first invocation
   */
  record Stretch(List<Event> events, List<Fault> faults) {}

  /** All words that {@code --fault} knows. */
  static List<String> words() {
    List<String> words = new ArrayList<>(FaultKind.words());
    words.add(SPIN_DOWN);
    return words;
  }

  /**
   * Reads what was asked for.
   *
   * @param texts of the form {@code KIND@N} or {@code KIND:EXTENSION@N}
   * @param events all that the function is called with
   * @throws IllegalArgumentException when one cannot be brought about; the message says why
   */
  static FaultPlan of(List<String> texts, List<Event> events) {
    TreeSet<Integer> begins = new TreeSet<>(List.of(1));
    List<Fault> faults = new ArrayList<>();
    for (String text : texts) {
      boolean spinDown = text.startsWith(SPIN_DOWN + "@");
      Fault fault =
          parsed(spinDown ? text.replace(SPIN_DOWN, FaultKind.INIT_TIMEOUT.word()) : text);
      if (fault.invocation() > events.size()) {
        throw new IllegalArgumentException(
            "--fault " + text + ": there are " + events.size() + " invocations");
      }
      // Only a new sandbox has an init of its own.
      if (fault.kind() == FaultKind.INIT_TIMEOUT) {
        begins.add(fault.invocation());
      }
      if (!spinDown) {
        faults.add(fault);
      }
    }
    return new FaultPlan(stretches(begins, faults, events));
  }

  /** How many invocations there are in all. */
  int invocations() {
    return stretches.stream().mapToInt(stretch -> stretch.events().size()).sum();
  }

  private static Fault parsed(String text) {
    try {
      return Fault.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--fault " + e.getMessage() + (e.getMessage().contains("KIND") ? ", " + SPIN_DOWN : ""),
          e);
    }
  }

  private static List<Stretch> stretches(
      TreeSet<Integer> begins, List<Fault> faults, List<Event> events) {
    List<Stretch> stretches = new ArrayList<>();
    for (int begin : begins) {
      Integer next = begins.higher(begin);
      int end = next == null ? events.size() + 1 : next;
      List<Fault> its = new ArrayList<>();
      for (Fault fault : faults) {
        if (fault.invocation() >= begin && fault.invocation() < end) {
          its.add(new Fault(fault.kind(), fault.extension(), fault.invocation() - begin + 1));
        }
      }
      stretches.add(new Stretch(events.subList(begin - 1, end - 1), its));
    }
    return stretches;
  }
}

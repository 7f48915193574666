// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an invocation is called with.
 *
 * @param json the event, as it stands in its file
 */
record Event(String json) {
  private static final int DEFAULT_COUNT = 6;
  private static final int BRIEF_LENGTH = 40;

  /** What the sample function is called with when no events are given. */
  static List<Event> samplePlan() {
    return Stream.of("mixed", "heavy", "idle", "mixed", "heavy", "idle")
        .map(work -> new Event("{\"work\":\"" + work + "\"}"))
        .toList();
  }

  /** What another function is called with when no events are given. */
  static List<Event> emptyPlan() {
    return Stream.generate(() -> new Event("{}")).limit(DEFAULT_COUNT).toList();
  }

  /** The event's beginning on one line, for people. */
  String brief() {
    String line = json.replaceAll("\\s+", " ");
    return line.length() <= BRIEF_LENGTH ? line : line.substring(0, BRIEF_LENGTH) + " …";
  }

  /** The event as the function gets it. */
  byte[] bytes() {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}

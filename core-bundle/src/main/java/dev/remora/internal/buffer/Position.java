// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * How far one exporter has come in each class: everything up to a sequence, and single records
 * ahead of it. Guarded by the monitor of the {@link Backlog}.
 */
final class Position {
  private static final int CLASSES = 2;

  private final long[] through = new long[CLASSES];
  private final Set<Long> pointsAhead = new HashSet<>();
  private final Set<Long> summariesAhead = new HashSet<>();

  Position(long points, long summaries) {
    through[Priority.POINT.ordinal()] = points;
    through[Priority.SUMMARY.ordinal()] = summaries;
  }

  /** The same place, to go on from without moving this one. */
  Position copy() {
    Position copy = new Position(through(Priority.POINT), through(Priority.SUMMARY));
    copy.pointsAhead.addAll(pointsAhead);
    copy.summariesAhead.addAll(summariesAhead);
    return copy;
  }

  /** All records up to this one are done. */
  long through(Priority priority) {
    return through[priority.ordinal()];
  }

  boolean isDone(Priority priority, long sequence) {
    return sequence <= through(priority) || ahead(priority).contains(sequence);
  }

  void done(Priority priority, long sequence) {
    if (sequence > through(priority)) {
      ahead(priority).add(sequence);
    }
  }

  /** Whether single records are done ahead of the rest. */
  boolean isAhead(Priority priority) {
    return !ahead(priority).isEmpty();
  }

  /** Everything up to this one is done. */
  void moveTo(Priority priority, long sequence) {
    through[priority.ordinal()] = Math.max(sequence, through(priority));
    Iterator<Long> done = ahead(priority).iterator();
    while (done.hasNext()) {
      if (done.next() <= through(priority)) {
        done.remove();
      }
    }
  }

  /** Nothing is left in this class. */
  void moveToEnd(Priority priority) {
    long highest = through(priority);
    for (long sequence : ahead(priority)) {
      highest = Math.max(highest, sequence);
    }
    moveTo(priority, highest);
  }

  private Set<Long> ahead(Priority priority) {
    return priority == Priority.POINT ? pointsAhead : summariesAhead;
  }
}

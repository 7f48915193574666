// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What is in the buffer and who still needs it: segments, the records in memory, positions, losses.
 * All threads meet here; every method holds the lock for a moment and none touches the disk. A file
 * belongs to whoever took its segment out of here: that thread deletes it.
 *
 * <p>Sequences in memory are always higher than those on disk, since nothing new is written to disk
 * before the older records in memory are.
 */
final class Backlog {
  private final List<Segment> points = new ArrayList<>();
  private final List<Segment> summaries = new ArrayList<>();
  private final MemoryRing memory = new MemoryRing();
  private final List<Position> positions = new ArrayList<>();
  private final long[] dropped = new long[DropReason.values().length];
  private long diskBytes;

  // The writer's side.

  synchronized void add(Segment segment) {
    segments(segment.priority).add(segment);
    diskBytes += segment.bytes();
  }

  /** The record is in the file of this segment, at its end. */
  synchronized void written(Segment segment, EncodedRecord record) {
    segment.append(record);
    diskBytes += record.length();
    memory.remove(record);
  }

  synchronized void seal(Segment segment) {
    segment.seal();
  }

  /** Keeps a record in memory; others are dropped to make room for it. */
  synchronized void keepInMemory(EncodedRecord record) {
    if (record.length() > MemoryRing.CAPACITY) {
      dropped[DropReason.DISK_FULL.ordinal()]++;
      return;
    }
    while (!memory.hasRoomFor(record)) {
      EncodedRecord victim = memory.removeLeastWanted();
      if (isNeeded(victim.priority(), victim.sequence())) {
        dropped[DropReason.DISK_FULL.ordinal()]++;
      }
    }
    memory.add(record);
  }

  /** The record that is to be written to disk before any other. Null if all are. */
  synchronized EncodedRecord oldestInMemory() {
    return memory.oldest();
  }

  /** The segment that goes first when space is needed. Null if there is none. */
  synchronized Segment leastWanted() {
    if (!points.isEmpty()) {
      return points.getFirst();
    }
    return summaries.isEmpty() ? null : summaries.getFirst();
  }

  /** The oldest segment of a class, if nothing in it is newer than that. Null if there is none. */
  synchronized Segment olderThan(Priority priority, long unixMillis) {
    List<Segment> all = segments(priority);
    return all.isEmpty() || all.getFirst().newestUnixMillis() >= unixMillis ? null : all.getFirst();
  }

  /**
   * Takes a segment out and counts what nobody will get from it any more.
   *
   * @return false if somebody else took it
   */
  synchronized boolean drop(Segment segment, DropReason reason) {
    if (!segments(segment.priority).remove(segment)) {
      return false;
    }
    diskBytes -= segment.bytes();
    for (int i = 0; i < segment.count(); i++) {
      if (isNeeded(segment.priority, segment.sequence(i))) {
        dropped[reason.ordinal()]++;
      }
    }
    advanceAll(segment.priority);
    return true;
  }

  /** Takes everything out; whatever is appended later is after all positions. */
  synchronized List<Segment> clear(long lastSequence) {
    List<Segment> all = new ArrayList<>(points);
    all.addAll(summaries);
    points.clear();
    summaries.clear();
    memory.clear();
    diskBytes = 0;
    for (Position position : positions) {
      position.moveTo(Priority.POINT, lastSequence);
      position.moveTo(Priority.SUMMARY, lastSequence);
    }
    return all;
  }

  synchronized long diskBytes() {
    return diskBytes;
  }

  synchronized void countDropped(DropReason reason, long count) {
    dropped[reason.ordinal()] += count;
  }

  synchronized BufferStatistics statistics() {
    long needed = 0;
    for (Priority priority : Priority.values()) {
      long done = doneByAll(priority);
      for (Segment segment : segments(priority)) {
        needed += segment.count() - segment.firstAfter(done);
      }
    }
    for (EncodedRecord record : memory) {
      needed += isNeeded(record.priority(), record.sequence()) ? 1 : 0;
    }
    return new BufferStatistics(diskBytes + memory.bytes(), memory.bytes(), needed, dropped);
  }

  // Both sides.

  /** What an unread segment holds. Twice does no harm. */
  synchronized void indexed(Segment segment, SegmentScan scan) {
    if (segment.unread()) {
      segment.index(scan);
      dropped[DropReason.CORRUPT.ordinal()] += scan.lostRecords();
      advanceAll(segment.priority);
    }
  }

  /** A record cannot be read. */
  synchronized void lost(Segment segment, long sequence) {
    if (segments(segment.priority).contains(segment) && segment.forget(sequence)) {
      dropped[DropReason.CORRUPT.ordinal()]++;
      advanceAll(segment.priority);
    }
  }

  // The exporters' side.

  synchronized void register(Position position) {
    positions.add(position);
  }

  /** An exporter is out of service. Returns the segments that nobody needs any more. */
  synchronized List<Segment> unregister(Position position) {
    positions.remove(position);
    return takeDone();
  }

  /** A copy of a position, to look ahead with. */
  synchronized Position copy(Position position) {
    return position.copy();
  }

  /**
   * Where the next record of an exporter is. Null if there is none.
   *
   * @param only the class; null for any
   */
  synchronized Location next(Position position, Cursor.Order order, Priority only) {
    if (only == Priority.POINT) {
      return oldest(position, Priority.POINT, true);
    }
    boolean newest = order == Cursor.Order.NEWEST_SUMMARIES_FIRST;
    Location summary =
        newest ? newest(position, Priority.SUMMARY) : oldest(position, Priority.SUMMARY, true);
    if (only == Priority.SUMMARY || newest && summary != null) {
      return summary;
    }
    Location point = oldest(position, Priority.POINT, true);
    if (point == null || summary == null) {
      return point == null ? summary : point;
    }
    return point.sequence() < summary.sequence() ? point : summary;
  }

  /** An exporter is done with a record. Returns the segments that nobody needs any more. */
  synchronized List<Segment> done(Position position, Priority priority, long sequence) {
    position.done(priority, sequence);
    advance(position, priority);
    memory.removeThrough(priority, doneByAll(priority));
    return takeDone();
  }

  /** Up to where an exporter has come. */
  synchronized long through(Position position, Priority priority) {
    return position.through(priority);
  }

  synchronized long bytesFor(Position position) {
    long bytes = 0;
    for (Priority priority : Priority.values()) {
      for (Segment segment : segments(priority)) {
        if (segment.unread() && segment.lastSequence() > position.through(priority)) {
          bytes += segment.bytes();
        }
        for (int i = segment.firstAfter(position.through(priority)); i < segment.count(); i++) {
          bytes += position.isDone(priority, segment.sequence(i)) ? 0 : segment.length(i);
        }
      }
    }
    for (EncodedRecord record : memory) {
      bytes += position.isDone(record.priority(), record.sequence()) ? 0 : record.length();
    }
    return bytes;
  }

  /** Takes out the segments that no exporter needs; the one being written stays. */
  synchronized List<Segment> takeDone() {
    List<Segment> taken = new ArrayList<>(0);
    if (!positions.isEmpty()) {
      for (Priority priority : Priority.values()) {
        long done = doneByAll(priority);
        Iterator<Segment> iterator = segments(priority).iterator();
        while (iterator.hasNext()) {
          Segment segment = iterator.next();
          if (segment.sealed() && segment.lastSequence() <= done) {
            iterator.remove();
            diskBytes -= segment.bytes();
            taken.add(segment);
          }
        }
      }
    }
    return taken;
  }

  /**
   * Moves a position over the records that were done ahead of it, now that nothing is left before
   * them.
   */
  private void advance(Position position, Priority priority) {
    Location next = oldest(position, priority, false);
    while (next != null
        && !(next instanceof Location.Unread)
        && position.isDone(priority, next.sequence())) {
      position.moveTo(priority, next.sequence());
      next = oldest(position, priority, false);
    }
    if (next == null) {
      position.moveToEnd(priority);
    }
  }

  private void advanceAll(Priority priority) {
    for (Position position : positions) {
      if (position.isAhead(priority)) {
        advance(position, priority);
      }
    }
  }

  private Location oldest(Position position, Priority priority, boolean onlyOpen) {
    long through = position.through(priority);
    for (Segment segment : segments(priority)) {
      if (segment.lastSequence() <= through) {
        continue;
      }
      if (segment.unread()) {
        return new Location.Unread(segment);
      }
      for (int i = segment.firstAfter(through); i < segment.count(); i++) {
        if (!onlyOpen || !position.isDone(priority, segment.sequence(i))) {
          return onDisk(segment, i);
        }
      }
    }
    for (EncodedRecord record : memory) {
      if (record.priority() == priority
          && record.sequence() > through
          && !(onlyOpen && position.isDone(priority, record.sequence()))) {
        return new Location.InMemory(record);
      }
    }
    return null;
  }

  private Location newest(Position position, Priority priority) {
    Iterator<EncodedRecord> inMemory = memory.newestFirst();
    while (inMemory.hasNext()) {
      EncodedRecord record = inMemory.next();
      if (record.priority() == priority && !position.isDone(priority, record.sequence())) {
        return new Location.InMemory(record);
      }
    }
    List<Segment> all = segments(priority);
    for (int s = all.size() - 1; s >= 0; s--) {
      Segment segment = all.get(s);
      if (segment.unread() && segment.lastSequence() > position.through(priority)) {
        return new Location.Unread(segment);
      }
      for (int i = segment.count() - 1; i >= 0; i--) {
        if (!position.isDone(priority, segment.sequence(i))) {
          return onDisk(segment, i);
        }
      }
    }
    return null;
  }

  private static Location onDisk(Segment segment, int i) {
    return new Location.OnDisk(segment, segment.sequence(i), segment.offset(i), segment.length(i));
  }

  private boolean isNeeded(Priority priority, long sequence) {
    for (Position position : positions) {
      if (!position.isDone(priority, sequence)) {
        return true;
      }
    }
    return positions.isEmpty();
  }

  private long doneByAll(Priority priority) {
    long done = positions.isEmpty() ? 0 : Long.MAX_VALUE;
    for (Position position : positions) {
      done = Math.min(done, position.through(priority));
    }
    return done;
  }

  private List<Segment> segments(Priority priority) {
    return priority == Priority.POINT ? points : summaries;
  }
}

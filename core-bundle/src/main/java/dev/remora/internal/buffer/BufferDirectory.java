// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.buffer;

import dev.remora.api.PluginLog;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The directory of a buffer: its lock, its manifest, and what a predecessor left in it. {@link
 * #open}, {@link #remake}, {@link #deleteContent} and {@link #close} belong to the writer's thread,
 * the rest to any.
 */
final class BufferDirectory {
  private static final String SUFFIX = ".lz4";
  private static final String MANIFEST = "manifest";
  private static final String MANIFEST_START = "remora-buffer 1\nfunction-version ";
  private static final String LOCK = "lock";
  private static final int NAME_DIGITS = 16;
  private static final int MAX_MANIFEST = 1024;

  /** Segments of one class that are adopted: no quota is spread over more. */
  private static final int MAX_ADOPTED = 2048;

  private final File directory;
  private final String functionVersion;
  private final FileLayer files;
  private final PluginLog log;
  private Closeable lock;
  private volatile boolean open;

  BufferDirectory(File directory, String functionVersion, FileLayer files, PluginLog log) {
    this.directory = directory;
    this.functionVersion = functionVersion;
    this.files = files;
    this.log = log;
  }

  /**
   * Makes or takes over the directory and adopts what lies there into the backlog. Reads no more
   * than the newest segment of each class; the others are read when their records are needed.
   *
   * @return the highest sequence that was ever used, as far as the files tell; 0 if they are silent
   * @throws IOException if it cannot be used, with the reason as text
   */
  long open(Backlog backlog) throws IOException {
    files.makePrivateDirectory(directory);
    takeLock();
    String[] names = files.list(directory);
    byte[] found = readManifest();
    if (isForeign(found)) {
      deleteContent(names);
      names = files.list(directory);
    }
    if (!Arrays.equals(found, manifest())) {
      writeManifest();
    }
    Arrays.sort(names);
    long highest =
        Math.max(adopt(names, Priority.POINT, backlog), adopt(names, Priority.SUMMARY, backlog));
    for (String name : names) {
      if (name.startsWith(CursorFile.PREFIX)) {
        CursorFile cursor = new CursorFile(files, new File(directory, name));
        cursor.load();
        highest = Math.max(highest, Math.max(cursor.points(), cursor.summaries()));
      }
    }
    open = true;
    return highest;
  }

  /** Makes it again after somebody deleted it. */
  void remake() throws IOException {
    files.makePrivateDirectory(directory);
    if (files.length(new File(directory, MANIFEST)) < 0) {
      closeLock();
      takeLock();
      writeManifest();
    }
  }

  /** Whether it can be used; if not, everything stays in memory. */
  boolean isOpen() {
    return open;
  }

  File segmentFile(Priority priority, long firstSequence) {
    StringBuilder name = new StringBuilder(priority.filePrefix());
    String digits = Long.toHexString(firstSequence);
    for (int i = digits.length(); i < NAME_DIGITS; i++) {
      name.append('0');
    }
    return new File(directory, name.append(digits).append(SUFFIX).toString());
  }

  File cursorFile(String exporter) {
    StringBuilder name = new StringBuilder(CursorFile.PREFIX);
    for (int i = 0; i < exporter.length(); i++) {
      char c = exporter.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
      name.append(plain ? c : '_');
    }
    return new File(directory, name.toString());
  }

  /** Reads a segment that was adopted unread. */
  void index(Segment segment, Backlog backlog) {
    SegmentScan scan;
    try {
      scan = SegmentScan.of(files, segment.file);
    } catch (IOException e) {
      RecordFault fault = RecordFault.NOT_A_RECORD;
      scan = new SegmentScan(List.of(), List.of(new SegmentScan.Damage(0, 0, fault)), 0);
    }
    backlog.indexed(segment, scan);
  }

  void delete(List<Segment> segments) {
    for (Segment segment : segments) {
      delete(segment.file);
    }
  }

  void delete(File file) {
    try {
      files.delete(file);
    } catch (IOException e) {
      log.debug("Buffer: " + e.getMessage() + ".");
    }
  }

  /** Deletes all segments and positions. */
  void deleteContent() {
    try {
      deleteContent(files.list(directory));
    } catch (IOException e) {
      log.debug("Buffer: " + directory + ": " + e.getMessage() + ".");
    }
  }

  long freeBytes() {
    return files.freeBytes(directory);
  }

  void close() {
    open = false;
    closeLock();
  }

  private void takeLock() throws IOException {
    if (lock != null) {
      return;
    }
    try {
      lock = files.tryLock(new File(directory, LOCK));
    } catch (IOException e) {
      // A disk without locks or without space: the start script sees to it that we are alone.
      return;
    }
    if (lock == null) {
      throw new IOException("another process uses it");
    }
  }

  private void closeLock() {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        log.debug("Buffer: the lock cannot be released (" + e.getMessage() + ").");
      }
      lock = null;
    }
  }

  private byte[] readManifest() throws IOException {
    File file = new File(directory, MANIFEST);
    if (files.length(file) <= 0) {
      return new byte[0];
    }
    byte[] bytes = new byte[MAX_MANIFEST];
    return Arrays.copyOf(bytes, files.read(file, 0, bytes, bytes.length));
  }

  /**
   * Another version's telemetry would mislead. A missing or damaged manifest says nothing against
   * it.
   */
  private boolean isForeign(byte[] found) {
    String text = new String(found, StandardCharsets.UTF_8);
    return text.startsWith(MANIFEST_START)
        && text.endsWith("\n")
        && !Arrays.equals(found, manifest());
  }

  private void writeManifest() {
    File file = new File(directory, MANIFEST);
    try {
      files.truncate(file, 0);
      files.write(file, 0, manifest());
    } catch (IOException e) {
      log.debug("Buffer: the manifest cannot be written (" + e.getMessage() + ").");
    }
  }

  private byte[] manifest() {
    return MANIFEST_START.concat(functionVersion).concat("\n").getBytes(StandardCharsets.UTF_8);
  }

  private void deleteContent(String[] names) {
    for (String name : names) {
      boolean ours =
          isSegment(name, Priority.POINT)
              || isSegment(name, Priority.SUMMARY)
              || name.startsWith(CursorFile.PREFIX);
      if (ours) {
        delete(new File(directory, name));
      }
    }
  }

  private long adopt(String[] sortedNames, Priority priority, Backlog backlog) {
    long highest = 0;
    int surplus = count(sortedNames, priority) - MAX_ADOPTED;
    for (int i = 0; i < sortedNames.length; i++) {
      if (!isSegment(sortedNames[i], priority)) {
        continue;
      }
      if (surplus-- > 0) {
        backlog.countDropped(DropReason.QUOTA, 1);
        delete(new File(directory, sortedNames[i]));
        continue;
      }
      boolean newest = i + 1 == sortedNames.length || !isSegment(sortedNames[i + 1], priority);
      File file = new File(directory, sortedNames[i]);
      long first = firstSequence(sortedNames[i], priority);
      long lastPossible = newest ? Long.MAX_VALUE : firstSequence(sortedNames[i + 1], priority) - 1;
      highest = newest ? adoptNewest(file, priority, first, backlog) : first;
      if (!newest) {
        backlog.add(Segment.adopted(file, priority, first, lastPossible, files.length(file)));
      }
    }
    return highest;
  }

  private static int count(String[] names, Priority priority) {
    int count = 0;
    for (String name : names) {
      count += isSegment(name, priority) ? 1 : 0;
    }
    return count;
  }

  /** Reads the segment in which a killed writer may have left a torn end, and cuts that off. */
  private long adoptNewest(File file, Priority priority, long first, Backlog backlog) {
    SegmentScan scan;
    try {
      scan = SegmentScan.of(files, file);
      if (scan.records().isEmpty()) {
        backlog.countDropped(DropReason.CORRUPT, scan.lostRecords());
        delete(file);
        return first;
      }
      if (scan.goodEnd() < files.length(file)) {
        files.truncate(file, scan.goodEnd());
      }
    } catch (IOException e) {
      // It may be readable later; until then only its range is known.
      log.debug("Buffer: " + file.getName() + " cannot be repaired (" + e.getMessage() + ").");
      backlog.add(Segment.adopted(file, priority, first, Long.MAX_VALUE, files.length(file)));
      return first;
    }
    long last = scan.records().getLast().header().sequence();
    Segment segment = Segment.adopted(file, priority, first, last, scan.goodEnd());
    backlog.add(segment);
    backlog.indexed(segment, scan);
    return Math.max(first, last);
  }

  private static boolean isSegment(String name, Priority priority) {
    return firstSequence(name, priority) > 0;
  }

  /** The sequence in a segment's name; -1 if this is no segment of this class. */
  private static long firstSequence(String name, Priority priority) {
    int digits = priority.filePrefix().length();
    if (name.length() != digits + NAME_DIGITS + SUFFIX.length()
        || !name.startsWith(priority.filePrefix())
        || !name.endsWith(SUFFIX)) {
      return -1;
    }
    long sequence = 0;
    for (int i = digits; i < digits + NAME_DIGITS; i++) {
      int digit = Character.digit(name.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      sequence = sequence << 4 | digit;
    }
    return sequence;
  }
}

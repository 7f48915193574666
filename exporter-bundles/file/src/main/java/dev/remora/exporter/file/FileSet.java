// SPDX-License-Identifier: Apache-2.0
package dev.remora.exporter.file;

import dev.remora.api.PluginLog;
import dev.remora.api.Signal;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which file takes a batch: sets files aside when they are full and removes the oldest ones when
 * all together are. Looks at the directory anew each time, because the function shares the disk and
 * may have cleaned it up.
 */
final class FileSet {
  private final FileSettings settings;
  private final Storage storage;
  private final PluginLog log;

  /** A file of ours that is there. */
  private record Entry(DataFile file, Storage.Status status) {}

  FileSet(FileSettings settings, Storage storage, PluginLog log) {
    this.settings = settings;
    this.storage = storage;
    this.log = log;
  }

  /**
   * Makes room for a batch.
   *
   * @param bytes how many bytes it has at most
   * @param leftAt the length at which we left the signal's file, negative when we did not write it:
   *     a compressed file of any other length may end with half a frame, behind which nothing could
   *     be read, and is set aside
   * @return the file to append to
   */
  Path makeRoom(Signal signal, int bytes, long leftAt) throws IOException {
    List<Entry> entries = entries();
    DataFile target = new DataFile(signal, 0, settings.lz4());
    Entry current = entryOf(target, entries);
    if (current != null && !current.status().regular()) {
      throw new FileSystemException(
          path(target).toString(), null, "is no regular file (a link, a pipe or a directory)");
    }
    if (current != null && current.status().size() > 0) {
      long size = current.status().size();
      boolean mayEndTorn = settings.lz4() && size != leftAt;
      if (mayEndTorn || size + bytes > settings.maxFileSize()) {
        setAside(current, entries);
      }
    }
    removeOldest(bytes, entries);
    return path(target);
  }

  private void setAside(Entry current, List<Entry> entries) throws IOException {
    int last = 0;
    for (Entry entry : entries) {
      if (entry.file().signal() == current.file().signal()) {
        last = Math.max(last, entry.file().number());
      }
    }
    DataFile next = new DataFile(current.file().signal(), last + 1, current.file().lz4());
    storage.rename(path(current.file()), path(next));
    entries.remove(current);
    entries.add(new Entry(next, current.status()));
  }

  private void removeOldest(int bytes, List<Entry> entries) throws IOException {
    long total = bytes;
    for (Entry entry : entries) {
      total += entry.status().regular() ? entry.status().size() : 0;
    }
    while (total > settings.maxTotalSize()) {
      Entry oldest = oldest(entries);
      if (oldest == null) {
        return;
      }
      log.warn(
          settings.sizeVariable()
              + "="
              + settings.maxTotalSize()
              + " is reached in "
              + Problem.oneLine(settings.directory().toString())
              + "; the oldest files are removed from now on");
      storage.delete(path(oldest.file()));
      entries.remove(oldest);
      total -= oldest.status().size();
    }
  }

  /** The file to remove first: one that was set aside, else one that still takes batches. */
  private Entry oldest(List<Entry> entries) {
    Entry oldest = null;
    for (Entry entry : entries) {
      if (entry.status().regular() && (oldest == null || isBefore(entry, oldest))) {
        oldest = entry;
      }
    }
    return oldest;
  }

  private boolean isBefore(Entry a, Entry b) {
    if (takesBatches(a) != takesBatches(b)) {
      return takesBatches(b);
    }
    if (a.status().modifiedMillis() != b.status().modifiedMillis()) {
      return a.status().modifiedMillis() < b.status().modifiedMillis();
    }
    return a.file().number() < b.file().number();
  }

  private boolean takesBatches(Entry entry) {
    return entry.file().number() == 0 && entry.file().lz4() == settings.lz4();
  }

  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String name : storage.names(settings.directory())) {
      DataFile file = DataFile.parse(name);
      if (file != null) {
        try {
          entries.add(new Entry(file, storage.status(path(file))));
        } catch (NoSuchFileException e) {
          // Gone since it was listed: then it needs no room either.
        }
      }
    }
    return entries;
  }

  private static Entry entryOf(DataFile file, List<Entry> entries) {
    for (Entry entry : entries) {
      if (entry.file().equals(file)) {
        return entry;
      }
    }
    return null;
  }

  private Path path(DataFile file) {
    return settings.directory().resolve(file.name());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import dev.remora.api.MetricRecorder;
import dev.remora.api.PluginContext;
import dev.remora.api.PluginLog;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcScanner;
import java.util.ArrayList;
import java.util.List;

/**
 * Traffic by interface, from {@code /proc/net/dev}. Every interface is followed, so that one which
 * begins to be counted has its past known; one that was gone begins anew.
 */
final class Interfaces {
  /** Room for some 130 interfaces. */
  private static final int BUFFER_BYTES = 16 * 1024;

  private final PluginLog log;
  private final InterfaceRule rule;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ProcScanner scanner = new ProcScanner();
  private final InterfaceColumns columns = new InterfaceColumns();
  private List<NetworkInterface> known = new ArrayList<>();
  private List<NetworkInterface> present = new ArrayList<>();
  private boolean toldOfOthers;

  Interfaces(PluginContext context) {
    log = context.log();
    rule =
        new InterfaceRule(
            context.get(NetworkSettings.INTERFACES),
            context.get(NetworkSettings.IGNORED_INTERFACES));
  }

  void sample(ProcFiles proc, MetricRecorder recorder) {
    if (!read(scanner.over(buffer, proc.read("net/dev", buffer)))) {
      log.warn(
          "/proc/net/dev cannot be read, expected two lines of names and then one line of"
              + " numbers for each interface; system.network.* waits for the next good reading");
      return;
    }
    rule.choose(present);
    boolean anyNamed = false;
    for (int i = 0; i < present.size(); i++) {
      anyNamed |= present.get(i).named;
      present.get(i).finish(recorder);
    }
    if (!anyNamed && !toldOfOthers) {
      toldOfOthers = true;
      tellWhatIsCountedInstead();
    }
    List<NetworkInterface> free = known;
    known = present;
    present = free;
  }

  /** Reads the file into the present interfaces; false when any of it is garbled. */
  private boolean read(ProcScanner file) {
    present.clear();
    if (!columns.readNames(file)) {
      return false;
    }
    while (file.nextLine()) {
      if (file.atLineEnd()) {
        continue;
      }
      NetworkInterface one = find(file);
      if (one == null || !columns.read(file, one.counters)) {
        return false;
      }
      present.add(one);
    }
    return true;
  }

  /**
   * The interface whose line this is, and steps behind its name; null where no name stands or one
   * that was there already. The order is usually that of the reading before, so the search begins
   * there.
   */
  private NetworkInterface find(ProcScanner line) {
    int size = known.size();
    int expected = present.size();
    for (int step = 0; step < size; step++) {
      NetworkInterface one = known.get((expected + step) % size);
      if (line.skip(one.label)) {
        return isPresent(one.name) ? null : one;
      }
    }
    String name = line.nextWord(':');
    return name.isEmpty() || isPresent(name) ? null : new NetworkInterface(name, rule);
  }

  private boolean isPresent(String name) {
    for (int i = 0; i < present.size(); i++) {
      if (present.get(i).name.equals(name)) {
        return true;
      }
    }
    return false;
  }

  private void tellWhatIsCountedInstead() {
    StringBuilder counted = new StringBuilder();
    for (NetworkInterface one : present) {
      if (one.counted) {
        counted.append(counted.isEmpty() ? "" : ", ").append(one.name);
      }
    }
    log.info(
        "none of the interfaces "
            + String.join(", ", rule.named())
            + " exists; counted "
            + (counted.isEmpty() ? "is none" : "instead: " + counted)
            + "; REMORA_NETWORK_INTERFACES names others");
  }
}

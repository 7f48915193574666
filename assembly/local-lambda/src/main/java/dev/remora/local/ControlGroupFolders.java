// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds the control groups that this process is in: its lines in {@code /proc/self/cgroup}, and in
 * {@code /proc/self/mountinfo} where their hierarchies are mounted (cgroups(7), proc(5)).
 */
final class ControlGroupFolders {

  /**
   * A control group.
   *
   * @param path its folder
   * @param unified whether it is of version 2; else of version 1
   */
  record Folder(Path path, boolean unified) {}

  private final List<String> memberships;
  private final List<String> mounts;
  private final Path root;

  /**
   * Reads both files.
   *
   * @param self {@code /proc/self}
   * @param root what mount points are resolved in, {@code /}
   * @throws IOException when there are no such files
   */
  ControlGroupFolders(Path self, Path root) throws IOException {
    this.memberships = Files.readAllLines(self.resolve("cgroup"));
    this.mounts = Files.readAllLines(self.resolve("mountinfo"));
    this.root = root;
  }

  /**
   * The group of this process that a controller works on.
   *
   * @param controller for example {@code cpu}
   * @throws IOException when there is none; the message says why
   */
  Folder of(String controller) throws IOException {
    String unified = null;
    for (String line : memberships) {
      // number : controllers, none in version 2 : path
      String[] fields = line.split(":", 3);
      if (fields.length == 3 && List.of(fields[1].split(",")).contains(controller)) {
        return new Folder(mounted(fields[2], "cgroup", controller), false);
      }
      if (fields.length == 3 && fields[1].isEmpty()) {
        unified = fields[2];
      }
    }
    if (unified == null) {
      throw new IOException("the kernel has no " + controller + " controller");
    }
    Path folder = mounted(unified, "cgroup2", null);
    Path available = folder.resolve("cgroup.controllers");
    if (!List.of(Files.readString(available).strip().split(" ")).contains(controller)) {
      throw new IOException(available + " does not name " + controller);
    }
    return new Folder(folder, true);
  }

  /** The folder of a group whose path in its hierarchy is given. */
  private Path mounted(String group, String type, String option) throws IOException {
    for (String line : mounts) {
      // id parent device root mountpoint options [tags] - type source options
      int separator = line.indexOf(" - ");
      String[] before = line.split(" ");
      String[] after = separator < 0 ? new String[0] : line.substring(separator + 3).split(" ");
      if (before.length < 5 || after.length < 3 || !after[0].equals(type)) {
        continue;
      }
      Path shown = Path.of(before[3]);
      if ((option == null || List.of(after[2].split(",")).contains(option))
          && Path.of(group).startsWith(shown)) {
        Path mountPoint = root.resolve(before[4].substring(1));
        return mountPoint.resolve(shown.relativize(Path.of(group)).toString());
      }
    }
    throw new IOException("the hierarchy of group " + group + " is not mounted");
  }
}

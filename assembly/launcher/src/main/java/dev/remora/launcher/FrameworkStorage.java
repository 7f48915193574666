// SPDX-License-Identifier: Apache-2.0
package dev.remora.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The folder in which the framework keeps its state: nothing that outlives a start. */
final class FrameworkStorage {
  private static final String VARIABLE = "REMORA_DIRECTORY";
  private static final String DEFAULT = "/tmp/.remora";

  private FrameworkStorage() {}

  /**
   * Makes the folder, readable by this user alone.
   *
   * @throws IOException if it cannot be made; the message names it
   */
  static Path in(Map<String, String> environment) throws IOException {
    String named = environment.get(VARIABLE);
    Path root = Path.of(named == null || named.isBlank() ? DEFAULT : named.strip());
    Path storage = root.resolve("felix");
    if (Files.isDirectory(storage)) {
      return storage;
    }
    FileAttribute<Set<PosixFilePermission>> ownerOnly =
        PosixFilePermissions.asFileAttribute(
            EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_EXECUTE));
    try {
      return Files.createDirectories(storage, ownerOnly);
    } catch (IOException e) {
      throw new IOException(
          "the agent needs a folder to write to and cannot make " + storage + " (see " + VARIABLE
              + ")", e);
    }
  }
}

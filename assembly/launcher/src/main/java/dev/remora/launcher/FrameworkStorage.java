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
   * Makes the agent's folder, for this user alone, and names the framework's folder in it.
   *
   * @return a folder that the framework makes, empties and fills
   * @throws IOException if there is no folder and none can be made; the message names it
   */
  static Path in(Map<String, String> environment) throws IOException {
    String named = environment.get(VARIABLE);
    Path root = Path.of(named == null || named.isBlank() ? DEFAULT : named.strip());
    if (!Files.isDirectory(root)) {
      make(root);
    }
    return root.resolve("felix");
  }

  private static void make(Path root) throws IOException {
    FileAttribute<Set<PosixFilePermission>> ownerOnly =
        PosixFilePermissions.asFileAttribute(
            EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_EXECUTE));
    try {
      Files.createDirectories(root, ownerOnly);
    } catch (IOException e) {
      throw new IOException(
          "the agent needs a folder to write to and cannot make " + root + " (see " + VARIABLE
              + ")", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.testkit;

import dev.remora.api.proc.KernelConstants;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.SandboxProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The kernel's files in a folder: a fixture, or the real {@code /proc}.
 *
 * @param root the folder
 * @param processes the processes and their roles
 * @param constants the kernel's constants
 */
public record FolderProcFiles(Path root, List<SandboxProcess> processes, KernelConstants constants)
    implements ProcFiles {

  /** A folder with the usual constants. */
  public FolderProcFiles(Path root, SandboxProcess... processes) {
    this(root, List.of(processes), KernelConstants.USUAL);
  }

  @Override
  public int read(String path, byte[] buffer) {
    try (InputStream file = Files.newInputStream(root.resolve(path))) {
      return file.readNBytes(buffer, 0, buffer.length);
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public int descriptors(int pid) {
    String[] names = root.resolve(pid + "/fd").toFile().list();
    return names == null ? -1 : names.length;
  }
}

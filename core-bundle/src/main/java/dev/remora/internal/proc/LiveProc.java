// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.proc;

import dev.remora.api.proc.KernelConstants;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.SandboxProcess;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.List;

/**
 * The kernel's files as they are now. A file is opened anew each time: some files give stale text
 * on a descriptor that is kept. Used by the sampling thread alone.
 */
public final class LiveProc implements ProcFiles {
  private final String root;
  private final KernelConstants constants;
  private List<SandboxProcess> processes = List.of();
  private boolean sizeProbed;
  private boolean sizeIsCount;

  /**
   * @param root the folder, {@code /proc} outside of tests
   */
  public LiveProc(String root) {
    this.root = root;
    this.constants = AuxiliaryVector.read(this);
  }

  @Override
  public int read(String path, byte[] buffer) {
    try (FileInputStream in = new FileInputStream(root + '/' + path)) {
      int length = 0;
      while (length < buffer.length) {
        int read = in.read(buffer, length, buffer.length - length);
        if (read <= 0) {
          break;
        }
        length += read;
      }
      return length;
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public List<SandboxProcess> processes() {
    return processes;
  }

  @Override
  public int descriptors(int pid) {
    if (!sizeProbed) {
      sizeProbed = true;
      sizeIsCount = sizeIsCount(new File(root + "/self/fd"));
    }
    File folder = new File(root + '/' + pid + "/fd");
    long size = sizeIsCount ? folder.length() : 0;
    if (size > 0) {
      return (int) size;
    }
    String[] names = folder.list();
    return names == null ? -1 : names.length;
  }

  /**
   * Whether the kernel gives the number of descriptors as the size of their folder, as it does
   * since Linux 6.2 (kernel documentation, "The /proc Filesystem"). Before it is 0, in a
   * folder of files something else. While listed, the folder itself is open, too.
   */
  private static boolean sizeIsCount(File folder) {
    long size = folder.length();
    String[] names = folder.list();
    return names != null && size > 0 && names.length - 2 <= size && size <= names.length;
  }

  @Override
  public KernelConstants constants() {
    return constants;
  }

  /**
   * Lists the processes anew; the expensive part, so it is done at invocations and once a second.
   */
  public void scan(ProcessScan scan) {
    processes = scan.processes(root, this);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.testkit;

import dev.remora.api.proc.KernelConstants;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcessRole;
import dev.remora.api.proc.SandboxProcess;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The kernel's files as a test writes them down. Reading makes no objects. */
public final class MemoryProcFiles implements ProcFiles {
  private final Map<String, byte[]> files = new HashMap<>();
  private final List<SandboxProcess> processes = new ArrayList<>();
  private final Map<Integer, Integer> descriptors = new HashMap<>();

  /** Writes or replaces a file. */
  public MemoryProcFiles put(String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Takes a file away. */
  public MemoryProcFiles remove(String path) {
    files.remove(path);
    return this;
  }

  /** Lists a process. */
  public MemoryProcFiles process(int pid, ProcessRole role) {
    processes.add(new SandboxProcess(pid, role));
    return this;
  }

  /** Gives a process open descriptors; without this they cannot be counted. */
  public MemoryProcFiles descriptors(int pid, int count) {
    descriptors.put(pid, count);
    return this;
  }

  /** Lists no processes any more. */
  public MemoryProcFiles noProcesses() {
    processes.clear();
    return this;
  }

  @Override
  public int read(String path, byte[] buffer) {
    byte[] text = files.get(path);
    if (text == null) {
      return -1;
    }
    int length = Math.min(text.length, buffer.length);
    System.arraycopy(text, 0, buffer, 0, length);
    return length;
  }

  @Override
  public List<SandboxProcess> processes() {
    return processes;
  }

  @Override
  public int descriptors(int pid) {
    Integer count = descriptors.get(pid);
    return count == null ? -1 : count;
  }

  @Override
  public KernelConstants constants() {
    return KernelConstants.USUAL;
  }
}

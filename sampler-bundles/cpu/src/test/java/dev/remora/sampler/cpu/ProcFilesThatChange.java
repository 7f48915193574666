// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.proc.KernelConstants;
import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.SandboxProcess;
import java.util.List;

/** Files in which something happens while they are being read. */
abstract class ProcFilesThatChange implements ProcFiles {
  private final ProcFiles files;

  ProcFilesThatChange(ProcFiles files) {
    this.files = files;
  }

  abstract void beforeReading(String path);

  @Override
  public int read(String path, byte[] buffer) {
    beforeReading(path);
    return files.read(path, buffer);
  }

  @Override
  public List<SandboxProcess> processes() {
    return files.processes();
  }

  @Override
  public int descriptors(int pid) {
    return files.descriptors(pid);
  }

  @Override
  public KernelConstants constants() {
    return files.constants();
  }
}

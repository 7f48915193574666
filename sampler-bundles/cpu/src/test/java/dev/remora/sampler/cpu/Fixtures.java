// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.cpu;

import dev.remora.api.proc.ProcFiles;
import dev.remora.api.proc.ProcessRole;
import dev.remora.api.proc.SandboxProcess;
import dev.remora.testkit.FolderProcFiles;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The folders under {@code src/test/resources/proc}, each named after what is wrong in it. */
final class Fixtures {
  static final SandboxProcess INIT = new SandboxProcess(1, ProcessRole.OTHER);
  static final SandboxProcess FUNCTION = new SandboxProcess(20, ProcessRole.FUNCTION);
  static final SandboxProcess CHILD = new SandboxProcess(21, ProcessRole.FUNCTION);
  static final SandboxProcess AGENT = new SandboxProcess(30, ProcessRole.AGENT);

  private Fixtures() {}

  static ProcFiles proc(String folder, SandboxProcess... processes) {
    try {
      return new FolderProcFiles(
          Path.of(Fixtures.class.getResource("/proc/" + folder).toURI()), processes);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** A line of {@code /proc/<pid>/stat}. */
  static String stat(int pid, int parent, long[] ticks, int threads, long startTime) {
    return pid
        + " (name) S "
        + parent
        + " 1 1 0 -1 0 0 0 0 0 "
        + ticks[0]
        + " "
        + ticks[1]
        + " "
        + ticks[2]
        + " "
        + ticks[3]
        + " 20 0 "
        + threads
        + " 0 "
        + startTime
        + " 0 0\n";
  }

  /** User, system, user of reaped children, system of reaped children. */
  static long[] ticks(long user, long system, long childrenUser, long childrenSystem) {
    return new long[] {user, system, childrenUser, childrenSystem};
  }
}

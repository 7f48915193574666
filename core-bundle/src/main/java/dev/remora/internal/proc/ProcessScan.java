// SPDX-License-Identifier: Apache-2.0
package dev.remora.internal.proc;

import dev.remora.api.proc.ProcScanner;
import dev.remora.api.proc.ProcessRole;
import dev.remora.api.proc.SandboxProcess;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lists the processes of the sandbox and says whose each one is.
 *
 * <p>The platform starts the runtime and every extension as its own children, so the parent of the
 * extension (the start script where there is one, else the agent) is the root of the sandbox: below
 * it, our own subtree is the agent, subtrees that begin with an executable in an {@code extensions}
 * folder are other extensions, and all the rest is the function. That holds in a machine where
 * other programs run beside the sandbox as well. Used by the sampling thread alone.
 */
public final class ProcessScan {
  private static final int MOST_PROCESSES = 4096;
  private static final String FOLDER = "/extensions/";

  /** The parent of all the kernel's threads. */
  private static final int KERNEL = 2;

  private final boolean behindScript;
  private final byte[] buffer = new byte[1024];
  private final ProcScanner scanner = new ProcScanner();
  private int[] pids = new int[64];
  private int[] parents = new int[64];
  private boolean foreign;

  /**
   * @param behindScript whether the agent was started by the start script, which then is the
   *     extension
   */
  public ProcessScan(boolean behindScript) {
    this.behindScript = behindScript;
  }

  List<SandboxProcess> processes(String root, LiveProc files) {
    int self = parentOrSelf(files, "self/stat", false);
    int count = list(root, files);
    int extension = behindScript ? parentOf(self, count) : self;
    int sandbox = parentOf(extension, count);
    if (self <= 0 || sandbox <= 0) {
      return List.of();
    }
    ProcessRole[] roles = new ProcessRole[count];
    foreign = false;
    List<SandboxProcess> processes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ProcessRole role = role(i, count, roles, sandbox, extension, files, 0);
      if (role != null) {
        processes.add(new SandboxProcess(pids[i], role));
      } else {
        foreign |= isForeign(i, sandbox, count);
      }
    }
    return processes;
  }

  /**
   * Whether the last scan saw programs beside the sandbox: there are none inside Lambda, where the
   * sandbox has its machine for itself.
   */
  boolean foundForeign() {
    return foreign;
  }

  /** Neither a thread of the kernel nor one of those that started the sandbox. */
  private boolean isForeign(int i, int sandbox, int count) {
    if (pids[i] == KERNEL || parents[i] == KERNEL) {
      return false;
    }
    int ancestor = sandbox;
    for (int depth = 0; ancestor > 0 && depth < 64; depth++) {
      if (ancestor == pids[i]) {
        return false;
      }
      ancestor = parentOf(ancestor, count);
    }
    return true;
  }

  /**
   * The role of a process is that of the ancestor which the platform started; null outside of it.
   */
  private ProcessRole role(
      int i,
      int count,
      ProcessRole[] roles,
      int sandbox,
      int extension,
      LiveProc files,
      int depth) {
    if (roles[i] != null) {
      return roles[i];
    }
    ProcessRole role = null;
    if (pids[i] == sandbox) {
      role = ProcessRole.OTHER;
    } else if (pids[i] == extension) {
      role = ProcessRole.AGENT;
    } else if (parents[i] == sandbox) {
      role = isExtension(pids[i], files) ? ProcessRole.OTHER : ProcessRole.FUNCTION;
    } else if (depth < 64) {
      int parent = index(parents[i], count);
      role = parent < 0 ? null : role(parent, count, roles, sandbox, extension, files, depth + 1);
    }
    roles[i] = role;
    return role;
  }

  /** Whether the command line names a file in an {@code extensions} folder. */
  private boolean isExtension(int pid, LiveProc files) {
    int length = files.readOnce(pid + "/cmdline", buffer);
    int matched = 0;
    for (int i = 0; i < length && matched < FOLDER.length(); i++) {
      byte c = buffer[i];
      matched = c == FOLDER.charAt(matched) ? matched + 1 : c == '/' ? 1 : 0;
    }
    return matched == FOLDER.length();
  }

  private int list(String root, LiveProc files) {
    String[] names = new File(root).list();
    int count = 0;
    if (names == null) {
      return 0;
    }
    for (String name : names) {
      int pid = number(name);
      if (pid <= 0 || count == MOST_PROCESSES) {
        continue;
      }
      int parent = parentOrSelf(files, name + "/stat", true);
      if (parent < 0) {
        continue;
      }
      if (count == pids.length) {
        pids = Arrays.copyOf(pids, count * 2);
        parents = Arrays.copyOf(parents, count * 2);
      }
      pids[count] = pid;
      parents[count++] = parent;
    }
    return count;
  }

  private int parentOrSelf(LiveProc files, String path, boolean parent) {
    scanner.over(buffer, files.readOnce(path, buffer));
    if (!parent) {
      return (int) scanner.nextNumber();
    }
    // The command in parentheses may hold blanks and parentheses: state and parent stand behind the
    // last.
    if (!scanner.skipPastLast(')')) {
      return -1;
    }
    scanner.skipWords(1);
    return (int) scanner.nextNumber();
  }

  private int parentOf(int pid, int count) {
    int i = index(pid, count);
    return i < 0 ? -1 : parents[i];
  }

  private int index(int pid, int count) {
    for (int i = 0; i < count; i++) {
      if (pids[i] == pid) {
        return i;
      }
    }
    return -1;
  }

  private static int number(String name) {
    int number = 0;
    for (int i = 0; i < name.length(); i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9 || i == 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The system calls that the JDK has no method for: processes in process groups of their own,
 * signals to groups, mounts. Linux, 64 bit. Thread-safe; a call acts on the thread that makes it
 * where the kernel says so ({@link #unshareMounts()}).
 */
public final class Posix {

  /** Ends a process, whatever it thinks of that. */
  public static final int SIGKILL = 9;

  static final int SIGTERM = 15;

  /** Lets a stopped process run again. */
  public static final int SIGCONT = 18;

  /** Stops a process. */
  public static final int SIGSTOP = 19;

  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ECHILD = 10;
  static final int EACCES = 13;

  private static final int WNOHANG = 1;
  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNS = 0x20000;
  private static final long MS_RDONLY = 1;
  private static final long MS_REMOUNT = 32;
  private static final long MS_BIND = 4096;
  private static final long MS_REC = 16384;
  private static final long MS_PRIVATE = 1 << 18;
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int RLIMIT_NOFILE = 7;
  private static final short SPAWN_FLAGS = 0x02 | 0x04 | 0x08; // SETPGROUP, SETSIGDEF, SETSIGMASK
  private static final int SIGNAL_SET_BYTES = 128;

  /** Larger than glibc's and musl's posix_spawnattr_t and posix_spawn_file_actions_t. */
  private static final int OPAQUE_BYTES = 1024;

  private final Linker linker = Linker.nativeLinker();
  private final SymbolLookup library = linker.defaultLookup();
  private final StructLayout callState = Linker.Option.captureStateLayout();
  private final VarHandle errno =
      callState.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final MethodHandle kill = withErrno("kill", JAVA_INT, JAVA_INT);
  private final MethodHandle wait4 = withErrno("wait4", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
  private final MethodHandle pipe2 = withErrno("pipe2", ADDRESS, JAVA_INT);
  private final MethodHandle close = withErrno("close", JAVA_INT);
  private final MethodHandle unshare = withErrno("unshare", JAVA_INT);
  private final MethodHandle mount =
      withErrno("mount", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private final MethodHandle prlimit = withErrno("prlimit", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private final MethodHandle prctl =
      withErrno("prctl", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private final MethodHandle spawn =
      plain("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private final MethodHandle attributesInit = plain("posix_spawnattr_init", ADDRESS);
  private final MethodHandle attributesFlags =
      plain("posix_spawnattr_setflags", ADDRESS, java.lang.foreign.ValueLayout.JAVA_SHORT);
  private final MethodHandle attributesGroup =
      plain("posix_spawnattr_setpgroup", ADDRESS, JAVA_INT);
  private final MethodHandle attributesDefault =
      plain("posix_spawnattr_setsigdefault", ADDRESS, ADDRESS);
  private final MethodHandle attributesMask = plain("posix_spawnattr_setsigmask", ADDRESS, ADDRESS);
  private final MethodHandle attributesDestroy = plain("posix_spawnattr_destroy", ADDRESS);
  private final MethodHandle actionsInit = plain("posix_spawn_file_actions_init", ADDRESS);
  private final MethodHandle actionsOpen =
      plain("posix_spawn_file_actions_addopen", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private final MethodHandle actionsDup =
      plain("posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);
  private final MethodHandle actionsDestroy = plain("posix_spawn_file_actions_destroy", ADDRESS);
  private final MethodHandle actionsChdir =
      plain("posix_spawn_file_actions_addchdir_np", ADDRESS, ADDRESS);
  private final MethodHandle actionsCloseFrom =
      plain("posix_spawn_file_actions_addclosefrom_np", ADDRESS, JAVA_INT);

  /**
   * What to start.
   *
   * @param path the file, looked up in the mounts of the thread that spawns
   * @param arguments argument 0 and the rest
   * @param environment lines of the form {@code NAME=value}
   * @param directory working directory
   */
  public record Command(
      String path, List<String> arguments, List<String> environment, String directory) {}

  /** The read and the write end of a pipe. */
  public record Pipe(int readEnd, int writeEnd) {}

  /** A child that has ended. */
  public record Reaped(int pid, ProcessEnd end) {}

  /** A call that failed, with its error number. */
  public static final class PosixException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int error;

    PosixException(String call, int error) {
      super(call + ": " + nameOf(error));
      this.error = error;
    }

    /** The error number, {@code errno}. */
    public int error() {
      return error;
    }

    private static String nameOf(int error) {
      return switch (error) {
        case EPERM -> "operation not permitted";
        case ENOENT -> "no such file or directory";
        case 8 -> "exec format error";
        case EACCES -> "permission denied";
        default -> "error " + error;
      };
    }
  }

  /**
   * Starts a process in a process group of its own, with default signal handling, standard input
   * from {@code /dev/null} and no other descriptors than the two given.
   *
   * @param command what to start
   * @param standardOutput descriptor that becomes its standard output
   * @param standardError descriptor that becomes its standard error
   * @return its process id, which is also the id of its group
   * @throws PosixException when it cannot be started; glibc reports a failed exec here too
   */
  public int spawn(Command command, int standardOutput, int standardError) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(OPAQUE_BYTES, 16);
      MemorySegment actions = arena.allocate(OPAQUE_BYTES, 16);
      MemorySegment none = arena.allocate(SIGNAL_SET_BYTES, 8);
      MemorySegment all = arena.allocate(SIGNAL_SET_BYTES, 8);
      // Signals 1 to 64: the JVM, or the shell that started it, may have ignored some of them.
      all.set(JAVA_LONG, 0, -1L);
      check("posix_spawnattr", (int) attributesInit.invokeExact(attributes));
      check("posix_spawn_file_actions", (int) actionsInit.invokeExact(actions));
      try {
        check("setflags", (int) attributesFlags.invokeExact(attributes, SPAWN_FLAGS));
        check("setpgroup", (int) attributesGroup.invokeExact(attributes, 0));
        check("setsigdefault", (int) attributesDefault.invokeExact(attributes, all));
        check("setsigmask", (int) attributesMask.invokeExact(attributes, none));
        MemorySegment nowhere = arena.allocateFrom("/dev/null");
        check("addopen", (int) actionsOpen.invokeExact(actions, 0, nowhere, 0, 0));
        check("adddup2", (int) actionsDup.invokeExact(actions, standardOutput, 1));
        check("adddup2", (int) actionsDup.invokeExact(actions, standardError, 2));
        check("addclosefrom", (int) actionsCloseFrom.invokeExact(actions, 3));
        MemorySegment directory = arena.allocateFrom(command.directory());
        check("addchdir", (int) actionsChdir.invokeExact(actions, directory));
        MemorySegment pid = arena.allocate(JAVA_INT);
        MemorySegment path = arena.allocateFrom(command.path());
        MemorySegment arguments = strings(arena, command.arguments());
        MemorySegment environment = strings(arena, command.environment());
        check(
            "fork/exec " + command.path(),
            (int) spawn.invokeExact(pid, path, actions, attributes, arguments, environment));
        return pid.get(JAVA_INT, 0);
      } finally {
        int ignored = (int) actionsDestroy.invokeExact(actions);
        ignored = (int) attributesDestroy.invokeExact(attributes);
      }
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
  }

  /** Sends a signal to one process; false when there is none. */
  public boolean kill(int pid, int signal) {
    return call("kill", (state) -> (int) kill.invokeExact(state, pid, signal)).error == 0;
  }

  /** Sends a signal to every process of a group; false when there is none. */
  public boolean killGroup(int group, int signal) {
    return kill(-group, signal);
  }

  /** Blocks until a child has ended, and reaps it. */
  ProcessEnd await(int pid) {
    return reap(pid, 0).orElse(new Reaped(pid, new ProcessEnd(-1, SIGKILL, 0, 0))).end();
  }

  /** Reaps a child if it has ended; any child of a group, for the group's negative number. */
  public Optional<Reaped> reapNow(int pid) {
    return reap(pid, WNOHANG);
  }

  private Optional<Reaped> reap(int pid, int options) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      MemorySegment usage = arena.allocate(256, 8);
      while (true) {
        Result result =
            call("wait4", (state) -> (int) wait4.invokeExact(state, pid, status, options, usage));
        if (result.error == 4) { // EINTR
          continue;
        }
        if (result.value <= 0) {
          return Optional.empty();
        }
        return Optional.of(new Reaped(result.value, endOf(status.get(JAVA_INT, 0), usage)));
      }
    }
  }

  /** Reads a wait status and a {@code struct rusage}: two timevals, then ru_maxrss in KiB. */
  private static ProcessEnd endOf(int status, MemorySegment usage) {
    double cpuMs = 0;
    for (int timeval = 0; timeval < 2; timeval++) {
      cpuMs += usage.get(JAVA_LONG, timeval * 16L) * 1e3;
      cpuMs += usage.get(JAVA_LONG, timeval * 16L + 8) / 1e3;
    }
    int signal = status & 0x7f;
    int exitCode = signal == 0 ? (status >> 8) & 0xff : -1;
    return new ProcessEnd(exitCode, signal, cpuMs, usage.get(JAVA_LONG, 32));
  }

  /** Makes a pipe; children do not inherit its ends. */
  public Pipe pipe() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      require("pipe2", call("pipe2", (state) -> (int) pipe2.invokeExact(state, ends, O_CLOEXEC)));
      return new Pipe(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
    }
  }

  /** Closes a descriptor. */
  public void close(int descriptor) {
    call("close", (state) -> (int) close.invokeExact(state, descriptor));
  }

  /**
   * Limits the files that a process, and what it starts from now on, may have open; prlimit(2).
   * Nothing happens when it has ended, or may not be limited.
   */
  void limitOpenFiles(int pid, int files) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(JAVA_LONG, 2);
      limit.setAtIndex(JAVA_LONG, 0, files);
      limit.setAtIndex(JAVA_LONG, 1, files);
      call(
          "prlimit",
          (state) ->
              (int) prlimit.invokeExact(state, pid, RLIMIT_NOFILE, limit, MemorySegment.NULL));
    }
  }

  /** Orphaned descendants become children of this process instead of init's. */
  public void becomeSubreaper() {
    require(
        "prctl",
        call(
            "prctl",
            (state) -> (int) prctl.invokeExact(state, PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L)));
  }

  /** Gives the calling thread, and what it starts, mounts of their own. */
  void unshareMounts() {
    require("unshare", call("unshare", (state) -> (int) unshare.invokeExact(state, CLONE_NEWNS)));
    mount("none", "/", null, MS_REC | MS_PRIVATE);
  }

  /** Shows a file or folder, with all mounted below it, in a second place. */
  void bind(String source, String target) {
    mount(source, target, null, MS_BIND | MS_REC);
  }

  /** Makes a bound place read-only. */
  void makeReadOnly(String target) {
    mount("none", target, null, MS_REMOUNT | MS_BIND | MS_RDONLY);
  }

  /** Puts an empty file system in memory on a folder. */
  void mountTmpfs(String target) {
    mount("tmpfs", target, "tmpfs", 0);
  }

  private void mount(String source, String target, String type, long flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = arena.allocateFrom(source);
      MemorySegment to = arena.allocateFrom(target);
      MemorySegment kind = type == null ? MemorySegment.NULL : arena.allocateFrom(type);
      require(
          "mount " + target,
          call(
              "mount",
              (state) ->
                  (int) mount.invokeExact(state, from, to, kind, flags, MemorySegment.NULL)));
    }
  }

  private record Result(int value, int error) {}

  private interface NativeCall {
    int on(MemorySegment state) throws Throwable;
  }

  private Result call(String name, NativeCall call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(callState);
      int value = call.on(state);
      return new Result(value, value < 0 ? (int) errno.get(state, 0L) : 0);
    } catch (Throwable failure) {
      throw rethrown(failure);
    }
  }

  private static void require(String name, Result result) {
    check(name, result.error);
  }

  private static void check(String name, int error) {
    if (error != 0) {
      throw new PosixException(name, error);
    }
  }

  private static RuntimeException rethrown(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(failure);
  }

  private static MemorySegment strings(Arena arena, List<String> values) {
    MemorySegment array = arena.allocate(ADDRESS, values.size() + 1L);
    for (int i = 0; i < values.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(values.get(i), StandardCharsets.UTF_8));
    }
    array.setAtIndex(ADDRESS, values.size(), MemorySegment.NULL);
    return array;
  }

  @SuppressWarnings("restricted")
  private MethodHandle withErrno(String name, MemoryLayout... arguments) {
    return linker.downcallHandle(
        library.findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, arguments),
        Linker.Option.captureCallState("errno"));
  }

  @SuppressWarnings("restricted")
  private MethodHandle plain(String name, MemoryLayout... arguments) {
    return linker.downcallHandle(
        library.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }
}

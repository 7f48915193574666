// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Brings the planned faults about, each once, by signals to the processes of the environment.
 * Thread-safe: on Managed Instances invocations are at the same time.
 */
final class FaultInjector {

  /** How long a function may work before it is struck; then it is the middle of the invocation. */
  private static final long MIDDLE_NANOS = 50_000_000;

  /** How long a struck process may take to end. */
  private static final long END_NANOS = 2_000_000_000L;

  private final List<Fault> planned;
  private final Posix posix;
  private final ProcessTree tree;
  private final Consumer<String> notes;

  /**
   * Makes one.
   *
   * @param planned what is to go wrong, and when
   * @param posix sends the signals
   * @param tree told who is to stand still for good
   * @param notes hears what has been done, a line
   */
  FaultInjector(List<Fault> planned, Posix posix, ProcessTree tree, Consumer<String> notes) {
    this.planned = new ArrayList<>(planned);
    this.posix = posix;
    this.tree = tree;
    this.notes = notes;
  }

  /** Takes what is due at an invocation off the plan. */
  private synchronized List<Fault> take(int invocation, Predicate<FaultKind> kinds) {
    List<Fault> due = new ArrayList<>();
    for (Iterator<Fault> all = planned.iterator(); all.hasNext(); ) {
      Fault fault = all.next();
      if (fault.invocation() == invocation && kinds.test(fault.kind())) {
        due.add(fault);
        all.remove();
      }
    }
    return due;
  }

  /**
   * Whether the environment is to stand still for long before an invocation.
   *
   * @param running whether there is anything that can
   */
  boolean freezesBefore(int invocation, boolean running) {
    List<Fault> due = take(invocation, kind -> kind == FaultKind.FREEZE);
    for (Fault fault : due) {
      String what = running ? "everything stands still for long" : "there is no process to stop";
      notes.accept("fault " + fault + ": " + what);
    }
    return !due.isEmpty() && running;
  }

  /** Whether the runtime is to stand still in the init before an invocation. */
  boolean initHangsBefore(int invocation) {
    List<Fault> due = take(invocation, kind -> kind == FaultKind.INIT_TIMEOUT);
    for (Fault fault : due) {
      notes.accept("fault " + fault + ": the runtime stands still in its init");
    }
    return !due.isEmpty();
  }

  /**
   * An invocation is about to be sent.
   *
   * @return whether the runtime now stands still, and has to be {@link #wake woken}
   */
  boolean beforeDelivery(int invocation, SandboxProcess runtime) {
    List<Fault> due = take(invocation, kind -> kind == FaultKind.TIMEOUT);
    for (Fault fault : due) {
      runtime.signalGroup(Posix.SIGSTOP);
      notes.accept("fault " + fault + ": the runtime stands still");
    }
    return !due.isEmpty();
  }

  /** Lets the runtime run again. */
  void wake(SandboxProcess runtime) {
    runtime.signalGroup(Posix.SIGCONT);
  }

  /** An invocation has been sent: strikes in the middle of it. */
  void afterDelivery(int invocation, String requestId, Platform platform, SandboxProcess runtime) {
    List<Fault> due =
        take(invocation, kind -> kind != FaultKind.INIT_TIMEOUT && kind != FaultKind.FREEZE);
    if (due.isEmpty()) {
      return;
    }
    platform.awaitAnyway(
        () -> platform.answer(requestId) != null, System.nanoTime() + MIDDLE_NANOS);
    for (Fault fault : due) {
      strike(fault, platform, runtime);
    }
  }

  private void strike(Fault fault, Platform platform, SandboxProcess runtime) {
    if (!fault.kind().aimsAtExtension()) {
      end(fault, "the runtime", runtime, platform);
      return;
    }
    for (Extension extension : platform.extensions()) {
      if (extension.alive()
          && fault.extension().orElse(extension.name()).equals(extension.name())) {
        strikeExtension(fault, extension, platform);
        return;
      }
    }
    notes.accept(
        "fault "
            + fault
            + ": there is no extension "
            + fault.extension().orElse("")
            + " to strike");
  }

  private void strikeExtension(Fault fault, Extension extension, Platform platform) {
    switch (fault.kind()) {
      case AGENT_KILL, AGENT_HANG -> strikeChildren(fault, extension);
      default -> end(fault, "extension " + extension.name(), extension.process(), platform);
    }
  }

  private void end(Fault fault, String who, SandboxProcess process, Platform platform) {
    boolean crash =
        fault.kind() == FaultKind.RUNTIME_CRASH || fault.kind() == FaultKind.EXTENSION_CRASH;
    posix.kill(process.pid(), crash ? Posix.SIGKILL : Posix.SIGTERM);
    boolean ended = platform.awaitAnyway(() -> !process.alive(), System.nanoTime() + END_NANOS);
    notes.accept(
        "fault " + fault + ": " + who + (ended ? " has ended: " + process.end() : " does not end"));
  }

  private void strikeChildren(Fault fault, Extension extension) {
    List<Integer> children =
        ProcessHandle.of(extension.process().pid()).stream()
            .flatMap(ProcessHandle::descendants)
            .map(child -> (int) child.pid())
            .toList();
    boolean kill = fault.kind() == FaultKind.AGENT_KILL;
    for (int child : children) {
      if (kill) {
        posix.kill(child, Posix.SIGKILL);
      } else {
        tree.hold(child);
      }
    }
    String done = kill ? " killed" : " made to stand still";
    notes.accept(
        "fault "
            + fault
            + ": "
            + (children.isEmpty() ? "no process" : children.size() + " processes")
            + " of extension "
            + extension.name()
            + done);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import dev.remora.local.telemetry.PlatformEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One extension and its state. Not thread-safe: guarded by the {@link Platform} it belongs to.
 *
 * <p>{@code Started → Registered → Ready → Running → Ready …}; an internal extension, a thread of
 * the runtime's process, begins when it registers.
 */
final class Extension {

  /** The platform's states of an extension. */
  enum State {
    STARTED("Started"),
    REGISTERED("Registered"),
    READY("Ready"),
    RUNNING("Running"),
    INIT_ERROR("InitError"),
    EXIT_ERROR("ExitError"),
    LAUNCH_ERROR("LaunchError"),
    EXITED("Exited"),
    SHUTDOWN_FAILED("ShutdownFailed");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /** As it appears in error bodies, telemetry and the log. */
    String word() {
      return word;
    }
  }

  private final String name;
  private final boolean external;
  private final LocalLambdaListener listener;
  private final List<Long> eventToNext = new ArrayList<>();
  private State state = State.STARTED;
  private String id = "";
  private String errorType;
  private Set<String> events = Set.of();
  private CompletableFuture<HttpResponse> pending;
  private SandboxProcess process;
  private long registeredNanos;
  private long firstNextNanos;
  private long lastNextNanos;
  private long deliveredNanos;

  Extension(String name, boolean external, LocalLambdaListener listener) {
    this.name = name;
    this.external = external;
    this.listener = listener;
    listener.extensionState(name, state.word());
  }

  String name() {
    return name;
  }

  boolean external() {
    return external;
  }

  String id() {
    return id;
  }

  State state() {
    return state;
  }

  /** What telemetry says of it at the end of init. */
  PlatformEvent.Extension telemetry() {
    List<String> sorted = events.stream().sorted().toList();
    return new PlatformEvent.Extension(name, state.word(), sorted, errorType);
  }

  boolean receives(String event) {
    return events.contains(event);
  }

  SandboxProcess process() {
    return process;
  }

  void startedAs(SandboxProcess started) {
    process = started;
  }

  boolean alive() {
    return process != null && process.alive();
  }

  /** When the last {@code next} had been received; {@link System#nanoTime()}. */
  long lastNextNanos() {
    return lastNextNanos;
  }

  void register(String newId, Set<String> wanted, long receivedNanos) {
    if (state != State.STARTED) {
      throw Refusal.extensionTransition(state, State.REGISTERED, name);
    }
    id = newId;
    events = Set.copyOf(wanted);
    registeredNanos = receivedNanos;
    moveTo(State.REGISTERED);
  }

  /** Takes a request for the next event; the result is completed with that event. */
  CompletableFuture<HttpResponse> next(long receivedNanos) {
    if (state != State.REGISTERED && state != State.RUNNING) {
      throw Refusal.extensionTransition(state, State.READY, id);
    }
    if (state == State.REGISTERED) {
      firstNextNanos = receivedNanos;
    } else if (deliveredNanos != 0) {
      eventToNext.add(receivedNanos - deliveredNanos);
      deliveredNanos = 0;
    }
    lastNextNanos = receivedNanos;
    pending = new CompletableFuture<>();
    moveTo(State.READY);
    return pending;
  }

  /** Answers the pending request, if there is one. */
  boolean deliver(HttpResponse event) {
    if (state != State.READY) {
      return false;
    }
    moveTo(State.RUNNING);
    CompletableFuture<HttpResponse> asked = pending;
    pending = null;
    return asked.complete(event);
  }

  void delivered(long nanos) {
    deliveredNanos = nanos;
  }

  void initError(String itsErrorType) {
    if (state != State.REGISTERED && state != State.INIT_ERROR) {
      throw Refusal.extensionTransition(state, State.INIT_ERROR, id);
    }
    errorType = itsErrorType;
    moveTo(State.INIT_ERROR);
  }

  void exitError(String itsErrorType) {
    boolean allowed =
        switch (state) {
          case REGISTERED, READY, RUNNING, EXIT_ERROR -> true;
          default -> false;
        };
    if (!allowed) {
      throw Refusal.extensionTransition(state, State.EXIT_ERROR, id);
    }
    errorType = itsErrorType;
    moveTo(State.EXIT_ERROR);
  }

  void launchError(String itsErrorType) {
    errorType = itsErrorType;
    moveTo(State.LAUNCH_ERROR);
  }

  /** The process has ended during a shutdown. */
  void ended(ProcessEnd end) {
    if (state != State.INIT_ERROR && state != State.EXIT_ERROR) {
      moveTo(end.clean() ? State.EXITED : State.SHUTDOWN_FAILED);
    }
  }

  /** Ends a pending request without an answer. */
  void abandon() {
    if (pending != null) {
      pending.cancel(false);
    }
  }

  ExtensionTimings timings() {
    return new ExtensionTimings(
        name, sinceExec(registeredNanos), sinceExec(firstNextNanos), eventToNext);
  }

  private OptionalLong sinceExec(long nanos) {
    return nanos == 0 || process == null
        ? OptionalLong.empty()
        : OptionalLong.of(nanos - process.startNanos());
  }

  private void moveTo(State next) {
    if (state != next) {
      state = next;
      listener.extensionState(name, next.word());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import dev.remora.local.telemetry.PlatformEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * One generation of processes, from init to shutdown: starts them in the platform's order, sends
 * them invocations, ends them. A reset makes another one in the same sandbox. Used by one thread at
 * a time; the interfaces' threads only meet its {@link Platform}.
 */
final class ExecutionEnvironment {

  /** The shutdown phase, when there is an external extension. */
  static final long SHUTDOWN_MS = 2_000;

  /** The runtime's share of it: 30 percent, as in the platform's source. */
  static final long RUNTIME_SHARE_MS = 600;

  /** For the delivery of telemetry before SHUTDOWN, where the runtime has used up its share. */
  static final long LEAST_FLUSH_MS = 100;

  /** The shutdown phase, when there are internal extensions only. */
  static final long SHUTDOWN_INTERNAL_MS = 500;

  private static final String RUNTIME = "runtime";
  private static final String FUNCTION = "function";
  private static final long REAP_LIMIT_MS = 5_000;
  private static final long OUTPUT_LIMIT_MS = 500;

  private final LocalLambdaOptions options;
  private final Posix posix;
  private final Spawner spawner;
  private final ProcessTree tree;
  private final SandboxEnvironment variables;
  private final EnvironmentTelemetry telemetry;
  private final Platform platform;
  private final Map<String, SandboxProcess> processes = new HashMap<>();
  private volatile boolean ending;
  private boolean frozen;
  private long startNanos;
  private long initNanos;
  private boolean runtimeStarted;

  ExecutionEnvironment(
      LocalLambdaOptions options,
      Posix posix,
      Spawner spawner,
      ProcessTree tree,
      SandboxEnvironment variables) {
    this.options = options;
    this.posix = posix;
    this.spawner = spawner;
    this.tree = tree;
    this.variables = variables;
    ResidentMemory memory = new ResidentMemory(Path.of("/proc"));
    telemetry =
        new EnvironmentTelemetry(
            options,
            "on-demand",
            variables.logStream(),
            () -> memory.peakBytes(tree.members()));
    platform =
        new Platform(
            options.listener(),
            options.telemetry() ? Optional.of(telemetry.hub()) : Optional.empty());
  }

  Platform platform() {
    return platform;
  }

  /**
   * Starts the extensions, then the runtime, and waits until all have asked for their first event.
   *
   * @param deadlineNanos until when, {@link System#nanoTime()}
   * @param late what to say when that is not reached
   * @param phase where it takes place, for telemetry
   * @throws EnvironmentFailure when it does not come to that
   */
  void init(long deadlineNanos, String late, PlatformEvent.Phase phase) throws EnvironmentFailure {
    options.listener().initStarted();
    telemetry.initStarted(phase);
    startNanos = System.nanoTime();
    try {
      startAll(deadlineNanos, late);
    } catch (EnvironmentFailure failure) {
      initOver(failure);
      throw failure;
    }
    initOver(null);
    options.listener().initDone(initNanos / 1e6);
  }

  private void initOver(EnvironmentFailure failure) {
    initNanos = System.nanoTime() - startNanos;
    telemetry.initOver(failure, runtimeStarted, initNanos, platform.extensionEvents());
  }

  private void startAll(long deadlineNanos, String late) throws EnvironmentFailure {
    List<String> paths = spawner.layout().extensions();
    if (paths.size() > Platform.MAX_EXTENSIONS) {
      throw new EnvironmentFailure(
          "Extension.LaunchError",
          "TooManyExtensions: " + paths.size() + ", the limit is " + Platform.MAX_EXTENSIONS,
          null);
    }
    for (String path : paths) {
      startExtension(path);
    }
    platform.await(platform::allRegistered, deadlineNanos, late);
    runtimeStarted = true;
    startRuntime();
    platform.await(platform::runtimeReady, deadlineNanos, late);
    platform.closeRegistration();
    platform.await(platform::extensionsReady, deadlineNanos, late);
  }

  private void startExtension(String path) throws EnvironmentFailure {
    String name = Path.of(path).getFileName().toString();
    Extension extension = platform.addExternal(name);
    Posix.Command command = new Posix.Command(path, List.of(path), variables.ofExtension(), "/");
    try {
      SandboxProcess process = start(name, name, command);
      platform.change(() -> extension.startedAs(process));
      process.whenEnded(() -> ended(process, "Extension.Crash", ""));
    } catch (Posix.PosixException e) {
      String type = e.getMessage().contains("permission") ? "PermissionDenied" : "UnknownError";
      platform.change(() -> extension.launchError(type));
      throw new EnvironmentFailure("Extension.LaunchError", e.getMessage(), null);
    }
  }

  private void startRuntime() throws EnvironmentFailure {
    SandboxLayout layout = spawner.layout();
    Posix.Command command =
        new Posix.Command(
            layout.command().getFirst(),
            layout.command(),
            variables.ofRuntime(),
            layout.taskRoot());
    try {
      SandboxProcess process = start(RUNTIME, FUNCTION, command);
      process.whenEnded(() -> ended(process, "Runtime.ExitError", "Runtime exited with error: "));
    } catch (Posix.PosixException e) {
      throw new EnvironmentFailure("Runtime.InvalidEntrypoint", e.getMessage(), null);
    }
  }

  private SandboxProcess start(String name, String source, Posix.Command command) {
    SandboxProcess process =
        SandboxProcess.start(posix, spawner, command, source, this::log);
    tree.add(process.pid());
    synchronized (processes) {
      processes.put(name, process);
    }
    return process;
  }

  private void log(String source, String line) {
    options.listener().log(source, line);
    telemetry.log(source.equals(FUNCTION), line);
  }

  private void ended(SandboxProcess process, String errorType, String prefix) {
    if (!ending) {
      platform.fail(errorType, prefix + process.end());
    }
    platform.change(() -> {});
  }

  /**
   * Sends one invocation and waits until everybody is done with it.
   *
   * @param invocation what to send
   * @param coldStart whether it is the first
   * @param inInvocation whether the environment was initialised for it, inside it
   * @param deadlineNanos the function's time-out, {@link System#nanoTime()}
   */
  InvocationOutcome invoke(
      Invocation invocation, boolean coldStart, boolean inInvocation, long deadlineNanos) {
    telemetry.started(invocation);
    long sent = System.nanoTime();
    EnvironmentFailure failure = null;
    try {
      platform.await(() -> true, deadlineNanos, "");
      options.listener().invoked(invocation.requestId());
      sent = System.nanoTime();
      platform.deliver(invocation);
      platform.await(platform::runtimeDone, deadlineNanos, timedOutText());
      telemetry.runtimeDone(invocation, sent, platform.answer(), platform.runtimeNextNanos());
      platform.await(platform::invocationOver, deadlineNanos, timedOutText());
    } catch (EnvironmentFailure e) {
      failure = e;
    }
    long begin = inInvocation ? startNanos : sent;
    RuntimeClient.Answer answer = platform.answer();
    long taken = platform.takenNanos();
    long before = coldStart && !inInvocation ? initNanos : 0;
    double toHandlerMs = taken == 0 ? 0 : (before + taken - begin) / 1e6;
    long end = answer == null ? System.nanoTime() : answer.receivedNanos();
    double durationMs = (end - begin) / 1e6;
    OptionalDouble initMs =
        coldStart && !inInvocation ? OptionalDouble.of(initNanos / 1e6) : OptionalDouble.empty();
    if (failure != null) {
      telemetry.failed(invocation, failure, begin, sent, answer, initMs);
      return failed(
          invocation.requestId(), coldStart, failure, answer, initMs, toHandlerMs, durationMs);
    }
    telemetry.reported(
        invocation,
        begin,
        sent,
        answer,
        platform.runtimeNextNanos(),
        platform.postRuntimeNanos(),
        initMs,
        !platform.extensions().isEmpty());
    return new InvocationOutcome(
        invocation.requestId(),
        coldStart,
        answer.success() ? InvocationOutcome.Status.SUCCESS : InvocationOutcome.Status.ERROR,
        answer.errorType(),
        answer.payload(),
        initMs,
        toHandlerMs,
        durationMs,
        platform.postRuntimeNanos() / 1e6);
  }

  /** Tells telemetry of an invocation that was not sent, because its own init failed. */
  void notSent(Invocation invocation, EnvironmentFailure failure) {
    telemetry.started(invocation);
    telemetry.failed(
        invocation, failure, startNanos, System.nanoTime(), null, OptionalDouble.empty());
  }

  /** The outcome of an invocation that ends with a reset. */
  static InvocationOutcome failed(
      String requestId,
      boolean coldStart,
      EnvironmentFailure failure,
      RuntimeClient.Answer answer,
      OptionalDouble initMs,
      double toHandlerMs,
      double durationMs) {
    byte[] payload = failure.payload();
    if (answer != null && !failure.timedOut()) {
      payload = answer.payload();
    } else if (payload == null) {
      payload =
          Json.bytes(
              Json.error(
                  failure.errorType(),
                  "RequestId: " + requestId + " Error: " + failure.getMessage()));
    }
    return new InvocationOutcome(
        requestId,
        coldStart,
        failure.timedOut() ? InvocationOutcome.Status.TIMEOUT : InvocationOutcome.Status.FAILURE,
        failure.errorType(),
        payload,
        initMs,
        toHandlerMs,
        durationMs,
        0);
  }

  /** The platform's words for a time-out of this function. */
  String timedOutText() {
    long hundredths = options.timeout().toMillis() / 10;
    return "Task timed out after "
        + hundredths / 100
        + "."
        + (hundredths % 100 < 10 ? "0" : "")
        + hundredths % 100
        + " seconds";
  }

  /** Stops every process. */
  void freeze() {
    telemetry.hub().freeze();
    if (!tree.stop(SHUTDOWN_MS)) {
      options.listener().note("freeze: not every process stood still within 2 s");
    }
    frozen = true;
    options.listener().frozen();
  }

  /** Lets every process run again, if they were stopped. */
  void thaw() {
    if (frozen) {
      tree.resume();
      frozen = false;
      telemetry.hub().thaw();
      options.listener().thawed();
    }
  }

  /**
   * Ends everything: the runtime first, then the extensions, within the platform's budget.
   *
   * @param reason the word that extensions are sent
   */
  ShutdownOutcome shutdown(String reason) {
    options.listener().shutdownStarted(reason);
    ending = true;
    long start = System.nanoTime();
    long wallStart = System.currentTimeMillis();
    thaw();
    List<Extension> extensions = platform.extensions();
    boolean external = extensions.stream().anyMatch(Extension::external);
    long budgetMs = external ? SHUTDOWN_MS : extensions.isEmpty() ? 0 : SHUTDOWN_INTERNAL_MS;
    long runtimeMs = external ? RUNTIME_SHARE_MS : budgetMs;
    endRuntime(start + TimeUnit.MILLISECONDS.toNanos(runtimeMs), runtimeMs > 0);
    flushTelemetry(start + TimeUnit.MILLISECONDS.toNanos(runtimeMs));
    long deadline = start + TimeUnit.MILLISECONDS.toNanos(budgetMs);
    endExtensions(extensions, reason, deadline, wallStart + budgetMs);
    platform.change(
        () ->
            extensions.stream()
                .filter(e -> e.process() != null)
                .forEach(e -> e.ended(e.process().end())));
    platform.abandon();
    if (!tree.kill(REAP_LIMIT_MS)) {
      options.listener().note("shutdown: processes are left: " + tree.members());
    }
    telemetry.close();
    ShutdownOutcome outcome =
        new ShutdownOutcome(reason, (System.nanoTime() - start) / 1e6, ends());
    options.listener().shutdownDone(outcome);
    return outcome;
  }

  private void endRuntime(long deadlineNanos, boolean asks) {
    SandboxProcess runtime = process(RUNTIME);
    if (runtime == null) {
      return;
    }
    if (asks) {
      runtime.signalGroup(Posix.SIGTERM);
      platform.awaitAnyway(() -> !runtime.alive(), deadlineNanos);
    }
    runtime.signalGroup(Posix.SIGKILL);
    platform.awaitAnyway(() -> !runtime.alive(), reapLimit());
  }

  /** What the runtime has left of its share, or a little more; its last words included. */
  private void flushTelemetry(long shareEndNanos) {
    SandboxProcess runtime = process(RUNTIME);
    if (telemetry.hub().hasSubscriptions()) {
      long least = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAST_FLUSH_MS);
      if (runtime != null) {
        awaitOutput(runtime, LEAST_FLUSH_MS / 4);
      }
      telemetry.hub().flush(Math.max(shareEndNanos, least));
    }
  }

  private void endExtensions(
      List<Extension> extensions, String reason, long deadlineNanos, long deadlineMs) {
    platform.deliverShutdown(reason, deadlineMs);
    for (Extension extension : extensions) {
      if (extension.alive() && !extension.receives(Platform.SHUTDOWN)) {
        extension.process().signalGroup(Posix.SIGKILL);
      }
    }
    platform.awaitAnyway(() -> extensions.stream().noneMatch(Extension::alive), deadlineNanos);
    for (Extension extension : extensions) {
      if (extension.process() != null) {
        extension.process().signalGroup(Posix.SIGKILL);
      }
    }
    platform.awaitAnyway(() -> extensions.stream().noneMatch(Extension::alive), reapLimit());
  }

  private static long reapLimit() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REAP_LIMIT_MS);
  }

  /** Ends everything at once, without a word. */
  void kill() {
    ending = true;
    platform.fail("Sandbox.Failure", "the environment was closed");
    tree.kill(REAP_LIMIT_MS);
    platform.abandon();
    telemetry.close();
  }

  /** Waits until what the ended processes wrote has been heard. */
  void awaitOutput() {
    running().forEach(process -> awaitOutput(process, OUTPUT_LIMIT_MS));
  }

  private static void awaitOutput(SandboxProcess process, long limitMs) {
    try {
      process.awaitOutput(limitMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Process ids by name. */
  Map<String, Integer> pids() {
    Map<String, Integer> pids = new HashMap<>();
    synchronized (processes) {
      processes.forEach(
          (name, process) -> {
            if (process.alive()) {
              pids.put(name, process.pid());
            }
          });
    }
    return pids;
  }

  private Map<String, ProcessEnd> ends() {
    Map<String, ProcessEnd> ends = new HashMap<>();
    synchronized (processes) {
      processes.forEach(
          (name, process) -> {
            if (process.end() != null) {
              ends.put(name, process.end());
            }
          });
    }
    return ends;
  }

  private SandboxProcess process(String name) {
    synchronized (processes) {
      return processes.get(name);
    }
  }

  private List<SandboxProcess> running() {
    synchronized (processes) {
      return new ArrayList<>(processes.values());
    }
  }
}

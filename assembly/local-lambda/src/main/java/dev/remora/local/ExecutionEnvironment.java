// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import dev.remora.local.telemetry.PlatformEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One generation of processes, from init to shutdown: starts them in the platform's order, sends
 * them invocations, ends them. A reset makes another one in the same sandbox. Used by one thread at
 * a time, but for invocations on Managed Instances; the interfaces' threads only meet its {@link
 * Platform}.
 */
final class ExecutionEnvironment {

  /** How it came to an invocation. */
  enum Start {
    /** It is not the first. */
    WARM,
    /** It is the first after an init that was done before it. */
    COLD,
    /** The environment was initialised for it, inside it. */
    COLD_INSIDE;

    boolean cold() {
      return this != WARM;
    }
  }

  private static final long STOP_LIMIT_MS = 2_000;
  private static final long REAP_LIMIT_MS = 5_000;

  private final LocalLambdaOptions options;
  private final ProcessTree tree;
  private final FaultInjector faults;
  private final EnvironmentTelemetry telemetry;
  private final Platform platform;
  private final InvocationMeasurement measurement;
  private final SandboxProcesses processes;
  private final List<String> extensionPaths;
  private volatile boolean ending;
  private boolean frozen;
  private long startNanos;
  private long initNanos;

  /**
   * Makes one, without a process yet.
   *
   * @param options what to run, and how
   * @param posix system calls
   * @param spawner starts the processes
   * @param tree finds all of them
   * @param variables what they get as environment
   * @param faults what is to go wrong
   */
  ExecutionEnvironment(
      LocalLambdaOptions options,
      Posix posix,
      Spawner spawner,
      ProcessTree tree,
      SandboxEnvironment variables,
      FaultInjector faults) {
    this.options = options;
    this.tree = tree;
    this.faults = faults;
    extensionPaths = spawner.layout().extensions();
    ResidentMemory memory = new ResidentMemory(Path.of("/proc"));
    telemetry =
        new EnvironmentTelemetry(
            options,
            options.initializationType().word(),
            variables.logStream(),
            () -> memory.peakBytes(tree.members()));
    platform =
        new Platform(
            options.listener(),
            options.telemetry() ? Optional.of(telemetry.hub()) : Optional.empty(),
            options.managedInstance());
    measurement = new InvocationMeasurement(options, platform, telemetry);
    processes = new SandboxProcesses(posix, spawner, tree, variables, this::log);
  }

  Platform platform() {
    return platform;
  }

  /**
   * Starts the extensions, then the runtime, and waits until all have asked for their first event.
   *
   * @param invocation number of the invocation that comes next, for faults
   * @param deadlineNanos until when, {@link System#nanoTime()}
   * @param late what to say when that is not reached
   * @param phase where it takes place, for telemetry
   * @throws EnvironmentFailure when it does not come to that
   */
  void init(int invocation, long deadlineNanos, String late, PlatformEvent.Phase phase)
      throws EnvironmentFailure {
    options.listener().initStarted();
    telemetry.initStarted(phase);
    startNanos = System.nanoTime();
    try {
      startAll(invocation, deadlineNanos, late);
    } catch (EnvironmentFailure failure) {
      initOver(failure);
      throw failure;
    }
    initOver(null);
    options.listener().initDone(initNanos / 1e6);
  }

  private void initOver(EnvironmentFailure failure) {
    initNanos = System.nanoTime() - startNanos;
    telemetry.initOver(failure, processes.runtime() != null, initNanos, platform.extensionEvents());
  }

  private void startAll(int invocation, long deadlineNanos, String late) throws EnvironmentFailure {
    if (extensionPaths.size() > Platform.MAX_EXTENSIONS) {
      throw new EnvironmentFailure(
          "Extension.LaunchError",
          "TooManyExtensions: "
              + extensionPaths.size()
              + ", the limit is "
              + Platform.MAX_EXTENSIONS,
          null);
    }
    for (String path : extensionPaths) {
      startExtension(path);
    }
    platform.await(platform::allRegistered, deadlineNanos, late);
    startRuntime(invocation);
    platform.await(platform::runtimeReady, deadlineNanos, late);
    platform.closeRegistration();
    platform.await(platform::extensionsReady, deadlineNanos, late);
  }

  private void startExtension(String path) throws EnvironmentFailure {
    String name = Path.of(path).getFileName().toString();
    Extension extension = platform.addExternal(name);
    try {
      SandboxProcess process = processes.startExtension(name, path);
      platform.change(() -> extension.startedAs(process));
      process.whenEnded(() -> ended(process, "Extension.Crash", ""));
    } catch (Posix.PosixException e) {
      String type = e.getMessage().contains("permission") ? "PermissionDenied" : "UnknownError";
      platform.change(() -> extension.launchError(type));
      throw new EnvironmentFailure("Extension.LaunchError", e.getMessage(), null);
    }
  }

  private void startRuntime(int invocation) throws EnvironmentFailure {
    try {
      SandboxProcess process = processes.startRuntime(faults.initHangsBefore(invocation));
      process.whenEnded(() -> ended(process, "Runtime.ExitError", "Runtime exited with error: "));
    } catch (Posix.PosixException e) {
      throw new EnvironmentFailure("Runtime.InvalidEntrypoint", e.getMessage(), null);
    }
  }

  private void log(String source, String line) {
    options.listener().log(source, line);
    telemetry.log(source.equals(SandboxProcesses.FUNCTION), line);
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
   * @param number which one it is in this sandbox, from 1; for faults
   * @param start how it came to this invocation
   * @param deadlineNanos the function's time-out, {@link System#nanoTime()}
   */
  InvocationOutcome invoke(Invocation invocation, int number, Start start, long deadlineNanos) {
    telemetry.started(invocation);
    String id = invocation.requestId();
    long sent = System.nanoTime();
    EnvironmentFailure failure = null;
    boolean asleep = false;
    try {
      platform.await(platform::reserveRuntime, deadlineNanos, timedOutText());
      options.listener().invoked(id);
      asleep = faults.beforeDelivery(number, processes.runtime());
      sent = System.nanoTime();
      platform.deliver(invocation);
      faults.afterDelivery(number, id, platform, processes.runtime());
      platform.await(() -> platform.runtimeDone(id), deadlineNanos, timedOutText());
      telemetry.runtimeDone(invocation, sent, platform.answer(id), platform.runtimeNextNanos(id));
      platform.await(() -> platform.invocationOver(id), deadlineNanos, timedOutText());
    } catch (EnvironmentFailure e) {
      failure = e;
    }
    if (asleep) {
      faults.wake(processes.runtime());
    }
    InvocationOutcome outcome =
        measurement.of(invocation, start, failure, startNanos, initNanos, sent);
    platform.forget(id);
    return outcome;
  }

  /** Measures an invocation that was not sent, because its own init failed. */
  InvocationOutcome notSent(Invocation invocation, EnvironmentFailure failure) {
    telemetry.started(invocation);
    return measurement.of(
        invocation, Start.COLD_INSIDE, failure, startNanos, initNanos, System.nanoTime());
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
    if (!tree.stop(STOP_LIMIT_MS)) {
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
    thaw();
    new ShutdownPhase(platform, processes.runtime(), telemetry.hub()).run(reason);
    platform.abandon();
    if (!tree.kill(REAP_LIMIT_MS)) {
      options.listener().note("shutdown: processes are left: " + tree.members());
    }
    telemetry.close();
    ShutdownOutcome outcome =
        new ShutdownOutcome(reason, (System.nanoTime() - start) / 1e6, processes.ends());
    options.listener().shutdownDone(outcome);
    return outcome;
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
    processes.awaitOutput();
  }

  /** Process ids by name. */
  Map<String, Integer> pids() {
    return processes.pids();
  }
}

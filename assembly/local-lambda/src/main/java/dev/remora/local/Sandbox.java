// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What outlives the processes in it: the interfaces' address, the mounts, {@code /tmp}, the limits.
 * Holds one generation of processes at a time. Used by one thread at a time, except what says
 * otherwise.
 */
final class Sandbox implements AutoCloseable {

  private static final long REAP_LIMIT_MS = 5_000;
  private static final String DISABLE_FILE = "disable-extensions-jwigqn8j";

  private final LocalLambdaOptions options;
  private final Posix posix = new Posix();
  private final WorkDirectory work;
  private final LoopbackServer server;
  private final ResourceLimits limits;
  private final Spawner spawner;
  private final ProcessTree tree;
  private final SandboxEnvironment variables;
  private final FaultInjector faults;
  private final Watchdog watchdog;
  private final Thread atExit = new Thread(this::close, "local-lambda-at-exit");
  private volatile ExecutionEnvironment environment;

  /** Whom the interfaces ask, and the figures come from: also after the environment's end. */
  private volatile Platform platform;

  private volatile boolean closed;

  /** Makes a sandbox without a process in it. */
  Sandbox(LocalLambdaOptions options) {
    this.options = options;
    work = new WorkDirectory(options.workDirectory());
    boolean enabled =
        options.layer().map(layer -> !Files.exists(layer.resolve(DISABLE_FILE))).orElse(true);
    List<Path> extensions = enabled ? ExtensionFiles.of(options) : List.of();
    server = new LoopbackServer(new PlatformApi(options, enabled, () -> platform)::answer);
    limits = limits(options, server.address());
    spawner = Spawner.open(posix, options, extensions, work.path(), limits);
    options.listener().note(spawner.layout().description());
    tree = new ProcessTree(posix, Path.of("/proc"), server.address());
    variables = new SandboxEnvironment(options, spawner.layout(), server.address());
    faults = new FaultInjector(options.faults(), posix, tree, options.listener()::note);
    posix.becomeSubreaper();
    if (enabled) {
      WarmUp warmUp = new WarmUp(server.address());
      warmUp.play(() -> platform = new Platform(LocalLambdaListener.SILENT));
      if (options.telemetry()) {
        warmUp.playTelemetry();
      }
      platform = null;
    }
    watchdog =
        Watchdog.start(
            "AWS_LAMBDA_RUNTIME_API=" + server.address(),
            limits.folders(),
            options.workDirectory().isEmpty() ? List.of(work.path()) : List.of(),
            options.listener()::note);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  private static ResourceLimits limits(LocalLambdaOptions options, String address) {
    if (options.cpuLimit() == CpuLimit.NONE) {
      return ResourceLimits.none();
    }
    ResourceLimits limits =
        ResourceLimits.make(
            "local-lambda-" + address.substring(address.indexOf(':') + 1),
            options.memoryMegabytes(),
            options.listener()::note);
    if (options.cpuLimit() == CpuLimit.FROM_START) {
      limits.limitCpu();
    }
    return limits;
  }

  /** Begins a new generation of processes, which the interfaces speak of from now on. */
  ExecutionEnvironment begin() {
    ExecutionEnvironment fresh =
        new ExecutionEnvironment(options, posix, spawner, tree, variables, faults);
    platform = fresh.platform();
    environment = fresh;
    return fresh;
  }

  /** The present generation of processes; null when there is none. May always be called. */
  ExecutionEnvironment environment() {
    return environment;
  }

  /** The present generation has ended. */
  void ended() {
    environment = null;
  }

  /** Init is over: from now on there is no more CPU than is paid for. */
  void initOver() {
    if (options.cpuLimit() == CpuLimit.AFTER_INIT) {
      limits.limitCpu();
    }
  }

  /** What is to go wrong. */
  FaultInjector faults() {
    return faults;
  }

  /** Whether {@link #close} has been called. May always be called. */
  boolean closed() {
    return closed;
  }

  /** An invocation with an id, a trace and a deadline that begins now. May always be called. */
  Invocation invocation(byte[] payload) {
    String random = UUID.randomUUID().toString().replace("-", "");
    String seconds = Long.toHexString(System.currentTimeMillis() / 1000);
    return new Invocation(
        UUID.randomUUID().toString(),
        "arn:aws:lambda:"
            + options.region()
            + ":"
            + SandboxEnvironment.ACCOUNT
            + ":function:"
            + options.functionName(),
        "Root=1-"
            + seconds
            + "-"
            + random.substring(0, 24)
            + ";Parent="
            + random.substring(16)
            + ";Sampled=0",
        System.currentTimeMillis() + options.timeout().toMillis(),
        payload);
  }

  /** As seen from outside. May always be called. */
  SandboxInfo info() {
    ExecutionEnvironment now = environment;
    SandboxLayout layout = spawner.layout();
    return new SandboxInfo(
        now == null ? Map.of() : now.pids(),
        layout.tmp(),
        server.address(),
        layout.privateMounts(),
        layout.description());
  }

  /** Figures of the extensions since the last start of processes. May always be called. */
  List<ExtensionTimings> extensionTimings() {
    return platform.timings();
  }

  /** Kills what still runs and removes what was made. May always be called, and again. */
  @Override
  public void close() {
    synchronized (atExit) {
      if (closed) {
        return;
      }
      closed = true;
      ExecutionEnvironment now = environment;
      if (now != null) {
        now.kill();
      }
      if (!tree.kill(REAP_LIMIT_MS)) {
        options.listener().note("close: processes are left: " + tree.members());
      }
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        // the JVM is ending, and this is the hook, or it waits for us
      }
      server.close();
      spawner.close();
      limits.close();
      watchdog.close();
      work.close();
    }
  }
}

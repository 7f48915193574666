// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A function with its extensions in an execution environment on this machine, as in Lambda: one
 * invocation at a time, everything stopped in between, a reset after a failure, a shutdown with a
 * budget.
 *
 * <pre>{@code
 * try (LocalLambda lambda = LocalLambda.start(LocalLambdaOptions.of(code).layer(opt).build())) {
 *   InvocationOutcome outcome = lambda.invoke("{}".getBytes(UTF_8));
 *   lambda.shutdown("spindown");
 * }
 * }</pre>
 *
 * <p>Methods may be called from any thread and exclude each other, except {@link #sandbox()},
 * {@link #extensionTimings()} and {@link #close()}, which can always be called. Needs Linux and
 * {@code --enable-native-access} for this class's module.
 */
public final class LocalLambda implements AutoCloseable {

  /** Init phase of an on-demand function: extensions, runtime and function together. */
  public static final Duration INIT_LIMIT = Duration.ofSeconds(10);

  private static final long REAP_LIMIT_MS = 5_000;
  private static final String DISABLE_FILE = "disable-extensions-jwigqn8j";

  private final LocalLambdaOptions options;
  private final Posix posix = new Posix();
  private final Path work;
  private final boolean ownWork;
  private final LoopbackServer server;
  private final ResourceLimits limits;
  private final Spawner spawner;
  private final ProcessTree tree;
  private final SandboxEnvironment variables;
  private final Watchdog watchdog;
  private final Thread atExit = new Thread(this::close, "local-lambda-at-exit");
  private volatile ExecutionEnvironment environment;

  /** Whom the interfaces ask, and the figures come from: also after the environment's end. */
  private volatile Platform platform;

  private volatile boolean closed;
  private boolean shutDown;
  private boolean first = true;
  private long frozenNanos;

  private LocalLambda(LocalLambdaOptions options) {
    this.options = options;
    ownWork = options.workDirectory().isEmpty();
    work = workDirectory(options);
    boolean enabled =
        options.layer().map(layer -> !Files.exists(layer.resolve(DISABLE_FILE))).orElse(true);
    List<Path> extensions = enabled ? ExtensionFiles.of(options) : List.of();
    server = new LoopbackServer(new PlatformApi(options, enabled, () -> platform)::answer);
    limits = limits(options, server.address());
    spawner = Spawner.open(posix, options, extensions, work, limits);
    options.listener().note(spawner.layout().description());
    tree = new ProcessTree(posix, Path.of("/proc"), server.address());
    variables = new SandboxEnvironment(options, spawner.layout(), server.address());
    posix.becomeSubreaper();
    if (enabled) {
      new WarmUp(server.address()).play(() -> platform = new Platform(LocalLambdaListener.SILENT));
      platform = null;
    }
    watchdog =
        Watchdog.start(
            "AWS_LAMBDA_RUNTIME_API=" + server.address(),
            limits.folders(),
            ownWork ? List.of(work) : List.of(),
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

  /**
   * Starts an environment and initialises it.
   *
   * @param options what to run
   * @return the environment, ready for an invocation
   * @throws LocalLambdaException when init fails; nothing is left behind
   */
  public static LocalLambda start(LocalLambdaOptions options) {
    LocalLambda lambda = new LocalLambda(options);
    try {
      Duration limit = options.initLimit();
      String late = "init took longer than " + limit.toSeconds() + " s";
      lambda.init(System.nanoTime() + limit.toNanos(), late);
      lambda.limitCpu();
      return lambda;
    } catch (EnvironmentFailure failure) {
      lambda.environment.shutdown("failure");
      lambda.environment.awaitOutput();
      lambda.close();
      throw new LocalLambdaException(
          failure.errorType(), failure.errorType() + ": " + failure.getMessage(), failure);
    } catch (RuntimeException | Error e) {
      lambda.close();
      throw e;
    }
  }

  private void limitCpu() {
    if (options.cpuLimit() == CpuLimit.AFTER_INIT) {
      limits.limitCpu();
    }
  }

  private void init(long deadlineNanos, String late) throws EnvironmentFailure {
    ExecutionEnvironment fresh = new ExecutionEnvironment(options, posix, spawner, tree, variables);
    platform = fresh.platform();
    environment = fresh;
    fresh.init(deadlineNanos, late);
  }

  /**
   * Invokes the function once, and waits until the runtime and every extension that received the
   * event have asked for the next. Stops them all then, if a freeze is wanted. After a time-out or
   * a failure the environment is reset: the next invocation starts its processes again, {@code
   * /tmp} is kept.
   *
   * @param payload the event, JSON
   * @return how it went; a function's error is an outcome and no exception
   * @throws IllegalStateException after {@link #shutdown(String)} or {@link #close()}
   */
  public synchronized InvocationOutcome invoke(byte[] payload) {
    if (shutDown || closed) {
      throw new IllegalStateException("the environment has been shut down");
    }
    awaitFreeze();
    long deadlineNanos = System.nanoTime() + options.timeout().toNanos();
    Invocation invocation = newInvocation(payload);
    InvocationOutcome outcome =
        environment == null
            ? invokeAfterReset(invocation, deadlineNanos)
            : invokeReady(invocation, deadlineNanos);
    first = false;
    switch (outcome.status()) {
      case TIMEOUT -> reset("timeout");
      case FAILURE -> reset("failure");
      case SUCCESS, ERROR -> freeze();
    }
    options.listener().invocationDone(outcome);
    return outcome;
  }

  private InvocationOutcome invokeReady(Invocation invocation, long deadlineNanos) {
    environment.thaw();
    return environment.invoke(invocation, first, false, deadlineNanos);
  }

  /** Suppressed init: part of the invocation, with the function's time-out as its limit. */
  private InvocationOutcome invokeAfterReset(Invocation invocation, long deadlineNanos) {
    long start = System.nanoTime();
    try {
      init(deadlineNanos, "init took longer than the function's time-out");
    } catch (EnvironmentFailure failure) {
      return ExecutionEnvironment.failed(
          invocation.requestId(),
          true,
          failure,
          null,
          OptionalDouble.empty(),
          0,
          (System.nanoTime() - start) / 1e6);
    }
    return environment.invoke(invocation, true, true, deadlineNanos);
  }

  private Invocation newInvocation(byte[] payload) {
    String id = UUID.randomUUID().toString();
    String random = UUID.randomUUID().toString().replace("-", "");
    String seconds = Long.toHexString(System.currentTimeMillis() / 1000);
    return new Invocation(
        id,
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

  private void freeze() {
    if (!options.freeze().isZero()) {
      environment.freeze();
      frozenNanos = System.nanoTime();
    }
  }

  private void awaitFreeze() {
    if (frozenNanos != 0) {
      long until = frozenNanos + options.freeze().toNanos();
      while (until - System.nanoTime() > 0 && !closed) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
      frozenNanos = 0;
    }
  }

  private void reset(String reason) {
    ExecutionEnvironment broken = environment;
    broken.shutdown(reason);
    environment = null;
  }

  /**
   * Ends the environment: the runtime is asked and then made to go, extensions get SHUTDOWN, and
   * whoever is left after the budget of 2,000 ms is killed. Does nothing more the second time.
   *
   * @param reason the word sent, {@code spindown} for the ordinary end
   * @return how it went
   */
  public synchronized ShutdownOutcome shutdown(String reason) {
    awaitFreeze();
    shutDown = true;
    ExecutionEnvironment ending = environment;
    if (ending == null) {
      return new ShutdownOutcome(reason, 0, Map.of());
    }
    ShutdownOutcome outcome = ending.shutdown(reason);
    environment = null;
    ending.awaitOutput();
    return outcome;
  }

  /** The environment as seen from outside. */
  public SandboxInfo sandbox() {
    ExecutionEnvironment now = environment;
    SandboxLayout layout = spawner.layout();
    return new SandboxInfo(
        now == null ? Map.of() : now.pids(),
        layout.tmp(),
        server.address(),
        layout.privateMounts(),
        layout.description());
  }

  /**
   * When each external extension came to call, since the last start of the processes.
   *
   * @return one entry per extension, also after a shutdown
   */
  public List<ExtensionTimings> extensionTimings() {
    return platform.timings();
  }

  /**
   * Kills what still runs, without SHUTDOWN, and removes what was made. Call {@link
   * #shutdown(String)} before, for an orderly end. Can be called again.
   */
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
      if (ownWork) {
        delete(work);
      }
    }
  }

  private static Path workDirectory(LocalLambdaOptions options) {
    try {
      return options.workDirectory().isPresent()
          ? Files.createDirectories(options.workDirectory().get())
          : Files.createTempDirectory("local-lambda-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                throws IOException {
              Files.delete(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

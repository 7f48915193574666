// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.remora.bench.BenchException;
import dev.remora.bench.process.Premises;
import dev.remora.bench.report.Condition;
import dev.remora.local.CpuLimit;
import dev.remora.local.FunctionCode;
import dev.remora.local.InvocationOutcome;
import dev.remora.local.LocalLambda;
import dev.remora.local.LocalLambdaException;
import dev.remora.local.LocalLambdaListener;
import dev.remora.local.LocalLambdaOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** One sandbox of local Lambda: a function, and at most one extension beside it. One thread. */
final class FunctionRun implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] EVENT = {'{', '}'};

  /**
   * Far more than anything takes here, and than Lambda gives to an init: what is wanted is the time
   * that is needed.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Path folder;
  private final Stamps stamps = new Stamps();
  private LocalLambda lambda;

  private FunctionRun(Path folder) {
    this.folder = folder;
  }

  /** When the platform did what; {@link System#nanoTime()}. */
  private static final class Stamps implements LocalLambdaListener {
    private volatile long initStarted;
    private volatile long initDone;
    private volatile long invoked;

    @Override
    public void initStarted() {
      initStarted = System.nanoTime();
    }

    @Override
    public void initDone(double durationMs) {
      initDone = System.nanoTime();
    }

    @Override
    public void invoked(String requestId) {
      invoked = System.nanoTime();
    }
  }

  /**
   * Starts and initialises a sandbox.
   *
   * @param freeze how long it stands still between invocations; zero: never
   * @throws BenchException when it cannot be initialised
   */
  static FunctionRun begin(
      Workbench bench, FunctionCode code, Subject subject, String condition, Duration freeze)
      throws IOException {
    FunctionRun run = new FunctionRun(bench.newFolder("sandbox"));
    boolean share = condition.equals(Condition.SHARE);
    LocalLambdaOptions options =
        LocalLambdaOptions.of(code)
            .layer(subject.layer())
            .environment(run.environment(bench))
            .memoryMegabytes(Workbench.megabytes(condition))
            .cpuLimit(share ? CpuLimit.FROM_START : CpuLimit.NONE)
            .initLimit(TIMEOUT)
            .timeout(TIMEOUT)
            .freeze(freeze)
            .functionName("benchmark")
            .workDirectory(run.folder)
            .javaHome(bench.request().javaHome())
            .privateMounts(bench.request().privateMounts())
            .listener(run.stamps)
            .build();
    try {
      // Local Lambda limits the share by itself. Cores its server inherits, too: on one core, all
      // of this shares one.
      bench.under(
          share ? Condition.TWO_CORES : condition,
          () -> {
            run.lambda = LocalLambda.start(options);
            return 0;
          });
      return run;
    } catch (LocalLambdaException e) {
      run.close();
      throw new BenchException(
          "a function with extension " + subject.name() + ", " + condition + ": " + e.getMessage(),
          e);
    }
  }

  private Map<String, String> environment(Workbench bench) {
    Map<String, String> variables = new TreeMap<>(bench.premises().mark());
    // Where /tmp is not private, nothing may be left in it for the next sandbox.
    variables.put("REMORA_DIRECTORY", folder.resolve("remora").toString());
    variables.put("REMORA_BUFFER_DIRECTORY", folder.resolve("remora").toString());
    variables.put("REMORA_FILE_DIRECTORY", folder.resolve("exported").toString());
    return variables;
  }

  /**
   * The first invocation: from the start of the sandbox until the first line of the handler, in
   * milliseconds, without the idle time between init and the call.
   */
  double coldStartMillis() throws IOException {
    InvocationOutcome outcome = invoke();
    long firstLine = JSON.readTree(outcome.payload()).path("startedNanos").asLong();
    if (firstLine == 0) {
      throw new BenchException("the function told no time");
    }
    return (firstLine - stamps.initStarted - (stamps.invoked - stamps.initDone)) / 1e6;
  }

  /** One more invocation. */
  InvocationOutcome invoke() {
    InvocationOutcome outcome = lambda.invoke(EVENT);
    if (outcome.status() != InvocationOutcome.Status.SUCCESS) {
      throw new BenchException("the function failed: " + outcome.errorType());
    }
    return outcome;
  }

  @Override
  public void close() {
    if (lambda != null) {
      lambda.close();
    }
    Premises.delete(folder);
  }
}

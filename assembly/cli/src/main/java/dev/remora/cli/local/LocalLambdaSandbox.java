// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.cli.CommandFailure;
import dev.remora.local.Fault;
import dev.remora.local.InitializationType;
import dev.remora.local.InvocationOutcome;
import dev.remora.local.LocalLambda;
import dev.remora.local.LocalLambdaException;
import dev.remora.local.LocalLambdaListener;
import dev.remora.local.LocalLambdaOptions;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A sandbox of the local Lambda: the only class here that calls that library. */
final class LocalLambdaSandbox implements Sandbox {
  private static final Path SANDBOX_TMP = Path.of("/tmp");
  private static final String REGION = "us-east-1";

  private final LocalLambda lambda;

  private LocalLambdaSandbox(LocalLambda lambda) {
    this.lambda = lambda; // ends its processes by itself when this JVM is told to end
  }

  /** Starts function and extensions; a {@link Sandbox.Starter}. */
  static Sandbox start(
      LocalRequest request, List<Fault> faults, Path opt, Path workFolder, Listener listener)
      throws CommandFailure {
    try {
      return new LocalLambdaSandbox(
          LocalLambda.start(options(request, faults, opt, workFolder, listener)));
    } catch (LocalLambdaException | UncheckedIOException e) {
      throw new CommandFailure("the function's sandbox did not start: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("Lambda would refuse this: " + e.getMessage(), e);
    }
  }

  private static LocalLambdaOptions options(
      LocalRequest request, List<Fault> faults, Path opt, Path workFolder, Listener listener) {
    return LocalLambdaOptions.of(request.function().code())
        .layer(opt)
        .initializationType(request.initializationType())
        .concurrency(request.concurrency())
        .faults(faults)
        .environment(request.environment())
        .memoryMegabytes(request.memoryMegabytes())
        .timeout(request.timeout())
        .freeze(request.freeze())
        .idleBeforeFirst(idleBeforeFirst(request))
        .functionName(request.function().name())
        .region(REGION)
        .handler(request.function().handler())
        .workDirectory(workFolder)
        .privateMounts(request.privateMounts())
        .listener(new LambdaListener(listener))
        .build();
  }

  /** What was initialised ahead waits, and stands still meanwhile. */
  private static Duration idleBeforeFirst(LocalRequest request) {
    return request.initializationType() == InitializationType.PROVISIONED_CONCURRENCY
        ? request.freeze()
        : Duration.ZERO;
  }

  @Override
  public InvocationTiming invoke(byte[] event) {
    InvocationOutcome outcome = lambda.invoke(event);
    return new InvocationTiming(
        outcome.requestId(),
        outcome.coldStart(),
        outcome.status().name().toLowerCase(Locale.ROOT),
        Optional.of(outcome.errorType()).filter(type -> !type.isEmpty()),
        outcome.initMs(),
        outcome.toHandlerMs(),
        outcome.durationMs(),
        outcome.postRuntimeMs(),
        outcome.billedMs());
  }

  @Override
  public double shutdown() {
    return lambda.shutdown("spindown").durationMs();
  }

  @Override
  public Path onThisMachine(Path pathInSandbox) {
    return pathInSandbox.startsWith(SANDBOX_TMP)
        ? lambda.sandbox().tmp().resolve(SANDBOX_TMP.relativize(pathInSandbox))
        : pathInSandbox;
  }

  @Override
  public void close() {
    lambda.close();
  }

  private record LambdaListener(Listener listener) implements LocalLambdaListener {
    @Override
    public void log(String source, String line) {
      listener.log(source, line);
    }

    @Override
    public void note(String line) {
      listener.note(line);
    }
  }
}

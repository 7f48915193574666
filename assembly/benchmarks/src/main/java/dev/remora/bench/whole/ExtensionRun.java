// SPDX-License-Identifier: Apache-2.0
package dev.remora.bench.whole;

import dev.remora.bench.BenchException;
import dev.remora.bench.process.EventServer;
import dev.remora.bench.process.ExtensionProcess;
import dev.remora.bench.process.Premises;
import dev.remora.bench.process.ProcessFamily;
import dev.remora.bench.process.Readiness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** One life of an extension without a function beside it: started, asked, killed. One thread. */
final class ExtensionRun implements AutoCloseable {
  /** Of Lambda's init phase. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Path PROC = Path.of("/proc");

  private final Subject subject;
  private final Path folder;
  private final EventServer server;
  private final ExtensionProcess process;
  private final ProcessFamily family;
  private final long registeredNanos;
  private final long firstNextNanos;
  private EventServer.Pending waiting;

  /**
   * Starts an extension and waits for its first {@code next}.
   *
   * @param settings further environment variables
   * @throws BenchException when that does not come
   */
  ExtensionRun(Workbench bench, Subject subject, String condition, Map<String, String> settings)
      throws IOException {
    this.subject = subject;
    folder = bench.newFolder("run");
    server = new EventServer();
    Map<String, String> environment = environment(bench, condition, server.address(), folder);
    environment.putAll(settings);
    process =
        ExtensionProcess.start(
            bench.posix(),
            subject.executable(),
            environment,
            Path.of("/"),
            call -> bench.under(condition, call));
    family = new ProcessFamily(bench.kernel(), PROC, process.pid());
    try {
      registeredNanos = server.awaitRegister(LIMIT);
      waiting = server.awaitNext(LIMIT);
      firstNextNanos = waiting.receivedNanos();
    } catch (IOException | RuntimeException e) {
      close();
      throw failure(e);
    }
  }

  /** What Lambda gives an extension; files of its own go to the run's folder. */
  private static Map<String, String> environment(
      Workbench bench, String condition, String api, Path folder) {
    Map<String, String> variables = new TreeMap<>(bench.premises().mark());
    variables.put("AWS_LAMBDA_RUNTIME_API", api);
    variables.put("AWS_REGION", "eu-west-1");
    variables.put("AWS_LAMBDA_FUNCTION_NAME", "benchmark");
    variables.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    String megabytes = Integer.toString(Workbench.megabytes(condition));
    variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", megabytes);
    variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    variables.put("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin");
    variables.put("LANG", "en_US.UTF-8");
    variables.put("TZ", ":UTC");
    variables.put("REMORA_DIRECTORY", folder.resolve("remora").toString());
    variables.put("REMORA_BUFFER_DIRECTORY", folder.resolve("remora").toString());
    variables.put("REMORA_FILE_DIRECTORY", folder.resolve("exported").toString());
    return variables;
  }

  /** From before the process was started until {@code register} had been received. */
  double registerMillis() {
    return (registeredNanos - process.startNanos()) / 1e6;
  }

  /** From before the process was started until the first {@code next} had been received. */
  double firstNextMillis() {
    return (firstNextNanos - process.startNanos()) / 1e6;
  }

  /** Waits until the extension has finished its own start. Before the first event only. */
  Readiness.Ready awaitReady() {
    Readiness readiness = new Readiness(PROC);
    try {
      return subject.ours()
          ? readiness.awaitWord(family, LIMIT)
          : readiness.awaitQuiet(family, LIMIT);
    } catch (BenchException e) {
      throw failure(e);
    }
  }

  /** From before the process was started until a later time. */
  double millisUntil(long nanos) {
    return (nanos - process.startNanos()) / 1e6;
  }

  /** Its processes. */
  ProcessFamily family() {
    return family;
  }

  /** Sends an INVOKE and waits for the {@code next} that follows; milliseconds between them. */
  double invoke() throws IOException {
    long sent = waiting.invoke(UUID.randomUUID().toString());
    try {
      waiting = server.awaitNext(LIMIT);
    } catch (BenchException e) {
      throw failure(e);
    }
    return (waiting.receivedNanos() - sent) / 1e6;
  }

  /** Everything stands still for that long, as between two invocations. */
  void freeze(Duration pause) {
    process.stop();
    LockSupport.parkNanos(pause.toNanos());
    process.resume();
  }

  private BenchException failure(Exception cause) {
    return new BenchException(
        subject.name() + ": " + cause.getMessage() + "; it wrote: " + process.lastLines(), cause);
  }

  @Override
  public void close() {
    process.close();
    server.close();
    Premises.delete(folder);
  }
}

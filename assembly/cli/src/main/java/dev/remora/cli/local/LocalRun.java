// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.cli.CommandFailure;
import dev.remora.cli.measured.CpuUseByInvocation;
import dev.remora.cli.measured.OtlpJsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a function's invocations in a sandbox with the layer, and leaves the output folder. */
final class LocalRun {
  private static final String METRICS = "metrics.jsonl";
  private static final String LOGS = "logs.jsonl";
  private static final String INVOCATIONS = "invocations.json";
  private static final String LOG = "lambda.log";
  private static final String BUFFER = "buffer";
  private static final List<String> OUTPUT = List.of(METRICS, LOGS, INVOCATIONS, LOG, BUFFER);

  private final LocalRequest request;
  private final Sandbox.Starter starter;
  private final Progress progress;

  LocalRun(LocalRequest request, Sandbox.Starter starter, Progress progress) {
    this.request = request;
    this.starter = starter;
    this.progress = progress;
  }

  /** Runs everything; takes as long as the invocations. */
  LocalResult run() throws CommandFailure {
    try {
      prepareOutput();
      try (WorkFolder work = new WorkFolder()) {
        return runIn(work);
      }
    } catch (IOException e) {
      throw new CommandFailure(e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    } finally {
      progress.done();
    }
  }

  /** What an earlier run left would pass for a result of this one; other files stay. */
  private void prepareOutput() throws IOException {
    Files.createDirectories(request.output());
    for (String name : OUTPUT) {
      ExportedFiles.delete(request.output().resolve(name));
    }
  }

  private LocalResult runIn(WorkFolder work) throws CommandFailure, IOException {
    try (LambdaLog log =
        new LambdaLog(request.output().resolve(LOG), Clock.systemUTC(), progress)) {
      Path opt = opt(work, log);
      List<InvocationTiming> timings = new ArrayList<>();
      double shutdownMs = 0;
      for (FaultPlan.Stretch stretch : request.plan().stretches()) {
        progress.phase("Starting function and extensions …");
        Path folder = work.folder("sandbox-" + timings.size());
        try (Sandbox sandbox = starter.start(request, stretch.faults(), opt, folder, log)) {
          work.usedBy(sandbox);
          shutdownMs = runIn(sandbox, stretch.events(), timings);
        } catch (IllegalStateException e) {
          if (work.interrupted()) {
            throw new CommandFailure("interrupted", e);
          }
          throw e;
        }
      }
      return result(timings, shutdownMs);
    }
  }

  private Path opt(WorkFolder work, LambdaLog log) throws CommandFailure, IOException {
    Path folder = work.folder("opt");
    OptFolder opt = new OptFolder(folder, log::note);
    for (Path zip : request.layerZips()) {
      progress.phase("Unzipping " + zip.getFileName() + " …");
      opt.addZip(zip);
    }
    for (Path layer : request.extensionFolders()) {
      opt.addFolder(layer);
    }
    opt.checkSize();
    return folder;
  }

  private double runIn(Sandbox sandbox, List<Event> events, List<InvocationTiming> timings)
      throws IOException {
    timings.addAll(
        request.concurrency() == 1
            ? oneByOne(sandbox, events, timings.size())
            : atOnce(sandbox, events));
    progress.phase("SHUTDOWN …");
    double shutdownMs = sandbox.shutdown();
    progress.phase("Collecting what was exported …");
    collect(sandbox);
    return shutdownMs;
  }

  private List<InvocationTiming> oneByOne(Sandbox sandbox, List<Event> events, int before) {
    int all = request.plan().invocations();
    List<InvocationTiming> timings = new ArrayList<>();
    for (Event event : events) {
      int number = before + timings.size() + 1;
      progress.phase("Invocation " + number + " of " + all + " " + event.brief());
      timings.add(sandbox.invoke(event.bytes()));
    }
    return timings;
  }

  /** As many at a time as there may be; in the order of the events. */
  private List<InvocationTiming> atOnce(Sandbox sandbox, List<Event> events) {
    progress.phase(events.size() + " invocations, " + request.concurrency() + " at a time …");
    try (ExecutorService callers = Executors.newFixedThreadPool(request.concurrency())) {
      List<Future<InvocationTiming>> pending = new ArrayList<>();
      for (Event event : events) {
        pending.add(callers.submit(() -> sandbox.invoke(event.bytes())));
      }
      List<InvocationTiming> timings = new ArrayList<>();
      for (Future<InvocationTiming> timing : pending) {
        timings.add(timing.get());
      }
      return timings;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private LocalResult result(List<InvocationTiming> timings, double shutdownMs) throws IOException {
    if (!request.layerZips().isEmpty() && Files.size(request.output().resolve(METRICS)) == 0) {
      progress.note("nothing was exported; " + request.output().resolve(LOG) + " may say why");
    }
    List<InvocationReport> reports = reports(timings);
    new ReportJson().writeInvocations(reports, request.output().resolve(INVOCATIONS));
    return new LocalResult(reports, shutdownMs, request.layers(), request.output());
  }

  /** What a sandbox has left, added to what earlier ones have. */
  private void collect(Sandbox sandbox) throws IOException {
    Path output = request.output();
    Path chosen = ExportSettings.fileDirectory(request.environment());
    Path exported = sandbox.onThisMachine(chosen);
    if (exported.equals(chosen) && !chosen.equals(ExportSettings.DEFAULT_DIRECTORY)) {
      // A folder of this machine: it still holds what earlier sandboxes have exported.
      ExportedFiles.delete(output.resolve(METRICS));
      ExportedFiles.delete(output.resolve(LOGS));
    }
    ExportedFiles.join(exported, "metrics", output.resolve(METRICS));
    ExportedFiles.join(exported, "logs", output.resolve(LOGS));
    Path buffer = sandbox.onThisMachine(ExportSettings.BUFFER_FOLDER);
    // The newest sandbox's; names repeat from one to the next.
    ExportedFiles.delete(output.resolve(BUFFER));
    ExportedFiles.copyFiles(buffer, output.resolve(BUFFER));
    // where /tmp could not be made private, the next sandbox would find them
    ExportedFiles.delete(sandbox.onThisMachine(ExportSettings.DEFAULT_DIRECTORY));
    ExportedFiles.delete(buffer);
  }

  /** On Lambda a sandbox has its machine for itself; here other programs are measured too. */
  private void sayForeignLoad(CpuUseByInvocation cpu) {
    if (cpu.disturbed()) {
      progress.note(
          "other programs kept "
              + Math.round(cpu.foreignShare().orElse(0) * 100)
              + " % of this machine busy meanwhile; the CPU load is that of the function's and"
              + " Remora's processes instead");
    }
  }

  private List<InvocationReport> reports(List<InvocationTiming> timings) throws IOException {
    CpuUseByInvocation cpu =
        new CpuUseByInvocation(
            new OtlpJsonLines().readPoints(request.output().resolve(METRICS)),
            request.allottedProcessors());
    sayForeignLoad(cpu);
    return timings.stream()
        .map(t -> new InvocationReport(t, cpu.of(t.requestId(), t.durationMs() / 1e3)))
        .toList();
  }
}

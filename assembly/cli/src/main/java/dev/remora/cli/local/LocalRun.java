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
    progress.phase("Unzipping " + request.layer().getFileName() + " …");
    Path layer = work.folder("opt");
    LayerZip.unzip(request.layer(), layer);
    try (LambdaLog log =
        new LambdaLog(request.output().resolve(LOG), Clock.systemUTC(), progress)) {
      progress.phase("Starting function and extensions …");
      try (Sandbox sandbox = starter.start(request, layer, work.folder("sandbox"), log)) {
        work.usedBy(sandbox);
        return runIn(sandbox);
      } catch (IllegalStateException e) {
        if (work.interrupted()) {
          throw new CommandFailure("interrupted", e);
        }
        throw e;
      }
    }
  }

  private LocalResult runIn(Sandbox sandbox) throws IOException {
    List<InvocationTiming> timings = new ArrayList<>();
    List<Event> events = request.events();
    for (Event event : events) {
      progress.phase(
          "Invocation " + (timings.size() + 1) + " of " + events.size() + " " + event.brief());
      timings.add(sandbox.invoke(event.bytes()));
    }
    progress.phase("SHUTDOWN …");
    double shutdownMs = sandbox.shutdown();
    progress.phase("Collecting what was exported …");
    collect(sandbox);
    List<InvocationReport> reports = reports(timings);
    new ReportJson().writeInvocations(reports, request.output().resolve(INVOCATIONS));
    return new LocalResult(reports, shutdownMs, request.layer(), request.output());
  }

  private void collect(Sandbox sandbox) throws IOException {
    Path output = request.output();
    Path exported = sandbox.onThisMachine(ExportSettings.fileDirectory(request.environment()));
    boolean any = ExportedFiles.join(exported, "metrics", output.resolve(METRICS));
    any |= ExportedFiles.join(exported, "logs", output.resolve(LOGS));
    if (!any) {
      progress.note("nothing was exported; " + output.resolve(LOG) + " may say why");
    }
    Path buffer = sandbox.onThisMachine(ExportSettings.BUFFER_FOLDER);
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

// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.bench;

import dev.remora.bench.BenchException;
import dev.remora.bench.BenchRequest;
import dev.remora.bench.Benchmarks;
import dev.remora.bench.report.JsonReport;
import dev.remora.bench.report.MarkdownPage;
import dev.remora.bench.report.Report;
import dev.remora.bench.report.TextTable;
import dev.remora.cli.CommandFailure;
import dev.remora.cli.Surroundings;
import dev.remora.cli.Terminal;
import dev.remora.cli.local.LayerZip;
import dev.remora.cli.local.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code remora bench}: reads and checks the options, measures, shows what came out. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Measures what the layer costs a function: processes under a stopwatch, variants in turns,"
            + " medians with an interval beside their budgets. A full run takes half an hour and"
            + " wants a machine with nothing else to do.",
    footer = {
      "",
      "docs/benchmarks.md says how each figure is measured.",
      "",
      "Exit codes: 0 done, also when a budget is missed; 1 something could not be measured; 2 wrong"
          + " use."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int MOST_ROUNDS = 1_000;

  private final Surroundings surroundings;
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = "--extension",
      paramLabel = "FILE",
      description = "Another extension's executable, measured beside Remora. Repeatable.")
  private List<Path> extensions = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "31",
      description =
          "How often each variant takes its turn; slow ones with clear figures take fewer. Default:"
              + " ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      completionCandidates = Names.class,
      description = "What to measure, with commas between: ${COMPLETION-CANDIDATES}. Default: all.")
  private Set<String> only = new LinkedHashSet<>();

  @Option(
      names = "--micro",
      description = "Run the JMH benchmarks of the agent's parts only; the same as --only micro.")
  private boolean micro;

  @Option(
      names = "--layer",
      paramLabel = "ZIP",
      description = "The layer to measure. Default: the newest one that was built here.")
  private Path layer;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  private Path json;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description =
          "Put the figures into a page, such as docs/benchmarks.md: between its two comments, or at"
              + " its end.")
  private Path markdown;

  /** The names that {@code --only} knows. */
  static final class Names implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return Benchmarks.names().iterator();
    }
  }

  /** The command as users run it. */
  public BenchCommand(Surroundings surroundings, Terminal terminal) {
    this.surroundings = surroundings;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure, IOException {
    BenchRequest request = request();
    Progress progress = new Progress(terminal);
    Report report;
    try {
      report = Benchmarks.run(request, progress::phase);
    } catch (BenchException e) {
      throw new CommandFailure(e.getMessage(), e);
    } finally {
      progress.done();
    }
    terminal.out().print(TextTable.render(report));
    if (json != null) {
      Files.writeString(resolve(json), JsonReport.render(report) + "\n");
    }
    if (markdown != null) {
      Path page = resolve(markdown);
      String before = Files.exists(page) ? Files.readString(page) : "";
      Files.writeString(page, MarkdownPage.with(before, report));
    }
    return 0;
  }

  private BenchRequest request() throws CommandFailure, IOException {
    require(
        rounds >= 1 && rounds <= MOST_ROUNDS,
        "--rounds " + rounds + ": expected 1 to " + MOST_ROUNDS);
    require(!micro || only.isEmpty(), "--micro stands alone, or as a name in --only");
    for (String name : only) {
      require(
          Benchmarks.names().contains(name),
          "--only " + name + ": expected some of " + String.join(", ", Benchmarks.names()));
    }
    List<Path> executables = extensions.stream().map(this::resolve).toList();
    for (Path executable : executables) {
      require(
          Files.isRegularFile(executable) && Files.isExecutable(executable),
          "--extension: " + executable + " is no executable file");
    }
    return new BenchRequest(
        layerZip(),
        BenchCommand::unzip,
        executables,
        rounds,
        micro ? Set.of(Benchmarks.MICRO) : only,
        Path.of(System.getProperty("java.home")),
        functionClassPath(),
        surroundings.benchmarksFolder(),
        surroundings.privateMounts());
  }

  private static void unzip(Path zip, Path target) throws IOException {
    try {
      LayerZip.unzip(zip, target);
    } catch (CommandFailure e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Path layerZip() throws CommandFailure, IOException {
    if (layer != null) {
      Path zip = resolve(layer);
      require(Files.isRegularFile(zip), "--layer: there is no file " + zip);
      return zip;
    }
    return LayerZip.newest(surroundings);
  }

  /** The client that runs the sample function; empty where that was not built. */
  private List<Path> functionClassPath() throws IOException {
    Path folder = surroundings.commandFolder().resolve("sample-function/lib");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> jars = Files.list(folder)) {
      return jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private Path resolve(Path given) {
    return surroundings.workingDirectory().resolve(given).normalize();
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}

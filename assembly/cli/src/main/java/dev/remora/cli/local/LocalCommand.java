// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import dev.remora.cli.CommandFailure;
import dev.remora.cli.Surroundings;
import dev.remora.cli.Terminal;
import dev.remora.local.InitializationType;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code remora local}: reads and checks the options, runs, shows what came out. */
@Command(
    name = "local",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs a function with Remora beside it as Lambda would: init, invocations with freezes in"
            + " between, SHUTDOWN. Without --function or --handler, a sample function that"
            + " calculates, waits, or both.",
    footer = {
      "",
      "The output folder then holds metrics.jsonl and logs.jsonl (OTLP as JSON lines),"
          + " invocations.json, lambda.log and buffer/ (what the agent had not yet exported).",
      "",
      "Exit codes: 0 done, also when the function itself failed; 1 it could not be run; 2 wrong"
          + " use."
    })
public final class LocalCommand implements Callable<Integer> {
  private static final Duration FREEZE = Duration.ofMillis(300);
  private static final int LEAST_MEGABYTES = 128;
  private static final int MOST_MEGABYTES = 10_240;
  private static final int MOST_SECONDS = 900;
  private static final String NO_LAYER = "none";
  private static final String INTERFACES = "REMORA_NETWORK_INTERFACES";
  private static final String TELEMETRY_PORT = "REMORA_LAMBDA_PORT";

  private final Surroundings surroundings;
  private final Terminal terminal;
  private final Sandbox.Starter starter;

  @Spec private CommandSpec spec;

  @Option(
      names = "--layer",
      paramLabel = "ZIP",
      description =
          "A layer to run; repeatable, up to five with --extensions. none: none of Remora's."
              + " Default: the newest one that was built here.")
  private List<String> layers = List.of();

  @Option(
      names = "--extensions",
      paramLabel = "DIR",
      description =
          "A folder that is a layer (it has a folder named extensions), or that holds extensions;"
              + " comes into /opt after the layers. Repeatable.")
  private List<Path> extensions = List.of();

  @ArgGroup(exclusive = true)
  private FunctionOptions functionOptions = new FunctionOptions();

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = "Events, one invocation each: JSON lines or a JSON array. Default: six events.")
  private Path events;

  @Option(
      names = "--memory",
      paramLabel = "MB",
      defaultValue = "1769",
      description =
          "The function's memory size, 128 to 10240; it decides the CPU share (1769 MB: one"
              + " processor). Default: ${DEFAULT-VALUE}.")
  private int memory;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Processor cores that the sandbox may use. Default: all of this machine's.")
  private Integer cores;

  @Option(
      names = "--timeout",
      paramLabel = "S",
      defaultValue = "10",
      description = "The function's time-out in seconds, 1 to 900. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  @Mixin private InitializationOptions initialization = new InitializationOptions();

  @Option(
      names = "--fault",
      paramLabel = "KIND@N",
      description =
          "Make something go wrong at invocation N: timeout, runtime-crash, runtime-exit,"
              + " extension-crash, extension-exit, init-timeout, agent-kill, agent-hang, freeze,"
              + " spin-down. KIND:EXTENSION@N strikes that extension instead of the first."
              + " Repeatable.")
  private List<String> faults = List.of();

  @Option(
      names = "--env",
      paramLabel = "K=V",
      description = "An environment variable of the function, as its owner sets it. Repeatable.")
  private Map<String, String> environment = new LinkedHashMap<>();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "remora-output",
      description = "Where the results are left. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--json",
      description = "Print the results as one JSON object; text for people goes to stderr.")
  private boolean json;

  /** The command as users run it. */
  public LocalCommand(Surroundings surroundings, Terminal terminal) {
    this(surroundings, terminal, LocalLambdaSandbox::start);
  }

  /** With another sandbox, for tests. */
  LocalCommand(Surroundings surroundings, Terminal terminal, Sandbox.Starter starter) {
    this.surroundings = surroundings;
    this.terminal = terminal;
    this.starter = starter;
  }

  @Override
  public Integer call() throws CommandFailure, IOException {
    LocalRequest request = request();
    if (request.cores().isPresent()) {
      new ProcessorCores(Path.of("/proc/self/status")).confineTo(request.cores().getAsInt());
    }
    LocalResult result = new LocalRun(request, starter, new Progress(terminal)).run();
    show(result, json ? terminal.err() : terminal.out());
    if (json) {
      terminal.out().println(new ReportJson().result(result));
    }
    return 0;
  }

  private LocalRequest request() throws CommandFailure, IOException {
    require(
        memory >= LEAST_MEGABYTES && memory <= MOST_MEGABYTES,
        "--memory " + memory + ": expected 128 to 10240 (megabytes)");
    require(
        timeout >= 1 && timeout <= MOST_SECONDS,
        "--timeout " + timeout + ": expected 1 to 900 (seconds)");
    require(cores == null || cores >= 1, "--cores " + cores + ": expected at least 1");
    Path folder = resolve(output);
    require(
        !Files.exists(folder) || Files.isDirectory(folder),
        "--output: " + folder + " is a file, expected a folder");
    List<Path> layerZips = layerZips();
    List<Path> extensionFolders = extensionFolders();
    require(
        layerZips.size() + extensionFolders.size() <= OptFolder.MOST_LAYERS,
        "--layer, --extensions: Lambda takes at most five layers");
    try {
      InitializationType type = initialization.type();
      require(
          type != InitializationType.MANAGED_INSTANCES
              || faults.stream().noneMatch(fault -> fault.startsWith("freeze@")),
          "--fault freeze: with --managed-instances there is no freeze");
      return new LocalRequest(
          functionOptions.function(
              surroundings.workingDirectory(),
              surroundings.commandFolder().resolve("sample-function/lib")),
          FaultPlan.of(faults, events()),
          layerZips,
          extensionFolders,
          type,
          initialization.concurrency(),
          completeEnvironment(),
          memory,
          cores == null ? OptionalInt.empty() : OptionalInt.of(cores),
          Duration.ofSeconds(timeout),
          initialization.freeze(FREEZE),
          surroundings.privateMounts(),
          folder);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private List<Event> events() {
    if (events != null) {
      Path file = resolve(events);
      require(Files.isRegularFile(file), "--events: there is no file " + file);
      return new EventsFile().read(file);
    }
    return functionOptions.given() ? Event.emptyPlan() : Event.samplePlan();
  }

  private List<Path> layerZips() throws CommandFailure, IOException {
    if (layers.isEmpty()) {
      return List.of(LayerZip.newest(surroundings));
    }
    List<Path> zips = new ArrayList<>();
    for (String layer : layers) {
      if (!layer.equals(NO_LAYER)) {
        Path zip = resolve(Path.of(layer));
        require(Files.isRegularFile(zip), "--layer: there is no file " + zip);
        zips.add(zip);
      }
    }
    require(
        zips.isEmpty() || zips.size() == layers.size(), "--layer none stands alone, or not at all");
    return zips;
  }

  private List<Path> extensionFolders() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (Path given : extensions) {
      Path folder = resolve(given);
      require(Files.isDirectory(folder), "--extensions: there is no folder " + folder);
      require(
          OptFolder.isLayer(folder) || OptFolder.holdsExecutables(folder),
          "--extensions: "
              + folder
              + " has neither a folder named extensions nor a file that can be executed");
      folders.add(folder);
    }
    return folders;
  }

  private Map<String, String> completeEnvironment() throws IOException {
    if (layers.contains(NO_LAYER)) {
      return environment; // nobody is there to read more
    }
    Map<String, String> complete = ExportSettings.withFileExporter(environment);
    if (!functionOptions.given()) {
      complete.putIfAbsent(INTERFACES, "lo"); // all there is to see of the sample function
    }
    if (!complete.containsKey(TELEMETRY_PORT)) {
      // Sandboxes of two runs share the machine's loopback: neither must hear the other's telemetry.
      complete.put(TELEMETRY_PORT, Integer.toString(freePort()));
    }
    return complete;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void show(LocalResult result, PrintStream people) {
    boolean blocks = Terminal.canShow(people, InvocationTable.characters());
    people.print(new InvocationTable(blocks).render(result.invocations()));
    if (result.failed() > 0) {
      people.println(
          result.failed()
              + " of "
              + result.invocations().size()
              + " invocations did not succeed; see lambda.log");
    }
    people.println(
        "Files in "
            + result.output()
            + ": metrics.jsonl logs.jsonl invocations.json lambda.log buffer/");
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

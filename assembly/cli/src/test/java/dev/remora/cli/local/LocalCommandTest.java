// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.remora.cli.Surroundings;
import dev.remora.cli.Terminal;
import dev.remora.local.Fault;
import dev.remora.local.FunctionCode;
import dev.remora.local.InitializationType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The whole command, with a sandbox that only pretends. */
class LocalCommandTest {
  @TempDir Path home;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private PretendedSandbox sandbox;

  @BeforeEach
  void aRepositoryThatHasBeenBuilt() throws IOException {
    Path layers = Files.createDirectories(home.resolve("assembly/layer/target"));
    TestLayer.zip(
        layers.resolve("remora-layer-0.1.0-x86_64.zip"), Map.of("extensions/remora", "#!/bin/sh"));
    Path sample = home.resolve("assembly/cli/target/sample-function/lib");
    Files.writeString(Files.createDirectories(sample).resolve("runtime.jar"), "");
  }

  @Test
  void theSampleFunctionRunsHeavyIdleAndMixed() throws IOException {
    assertThat(run()).isZero();
    assertThat(sandbox.events)
        .hasSizeGreaterThanOrEqualTo(6)
        .contains("{\"work\":\"heavy\"}", "{\"work\":\"idle\"}", "{\"work\":\"mixed\"}");
    assertThat(sandbox.request.function().code())
        .isEqualTo(
            new FunctionCode.JavaHandler(
                List.of(home.resolve("assembly/cli/target/sample-function/lib/runtime.jar")),
                "dev.remora.cli.sample.SampleHandler"));
    assertThat(sandbox.request.freeze()).isEqualTo(Duration.ofMillis(300));
    assertThat(sandbox.request.environment())
        .containsEntry("REMORA_EXPORTERS", "file")
        .containsEntry("REMORA_NETWORK_INTERFACES", "lo");
    assertThat(sandbox.calls).containsExactly("start []", "shutdown", "close");
    assertThat(sandbox.extensions).containsExactly("remora");
    assertThat(sandbox.request.initializationType()).isEqualTo(InitializationType.ON_DEMAND);
    assertThat(text(out)).contains("id-1", "warm", "50 %", "Files in " + output());
    assertThat(text(err)).isEqualTo("note: a remark" + System.lineSeparator());
  }

  @Test
  void theOutputFolderHoldsWhatWasMeasured() throws IOException {
    run();
    JsonNode invocations =
        new ObjectMapper().readTree(output().resolve("invocations.json").toFile());
    assertThat(invocations).hasSize(6);
    JsonNode first = invocations.get(0);
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "requestId",
            "coldStart",
            "status",
            "errorType",
            "initMs",
            "toHandlerMs",
            "durationMs",
            "postRuntimeMs",
            "billedMs",
            "cpuLoad",
            "cpuLoadEstimated",
            "cpuFunctionSeconds",
            "cpuAgentSeconds");
    assertThat(first.get("requestId").asText()).isEqualTo("id-1");
    assertThat(first.get("coldStart").asBoolean()).isTrue();
    assertThat(first.get("initMs").asDouble()).isEqualTo(250.5);
    assertThat(first.get("cpuLoad").asDouble()).isEqualTo(0.5);
    assertThat(first.get("cpuFunctionSeconds").isNull()).isTrue();
    assertThat(invocations.get(1).get("cpuLoad").isNull()).isTrue();
    assertThat(output().resolve("metrics.jsonl")).content().contains("remora.cpu.load");
    assertThat(output().resolve("logs.jsonl")).isEmptyFile();
    assertThat(output().resolve("lambda.log")).content().contains("Z function | hello");
    assertThat(output().resolve("buffer/00000001.seg")).hasContent("rest");
  }

  @Test
  void whatAnEarlierRunLeftIsReplacedAndOtherFilesStay() throws IOException {
    Files.createDirectories(output().resolve("buffer"));
    Files.writeString(output().resolve("buffer/old.seg"), "");
    Files.writeString(output().resolve("mine.txt"), "");
    run();
    assertThat(output().resolve("buffer/old.seg")).doesNotExist();
    assertThat(output().resolve("mine.txt")).exists();
  }

  @Test
  void asJsonTheResultIsOnStdoutAndTheTableOnStderr() throws IOException {
    assertThat(run("--json")).isZero();
    JsonNode result = new ObjectMapper().readTree(text(out));
    assertThat(result.get("invocations")).hasSize(6);
    assertThat(result.get("output").asText()).isEqualTo(output().toString());
    assertThat(result.get("shutdownMs").asDouble()).isEqualTo(12.25);
    assertThat(text(err)).contains("post-runtime ms", "Files in ");
  }

  @Test
  void anExecutableRunsWithTheEventsAndTheSettingsGiven() throws IOException {
    Path bootstrap = Files.writeString(home.resolve("bootstrap"), "#!/bin/sh\n");
    assertThat(bootstrap.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("events.jsonl"), "{\"n\":1}\n{\"n\":2}\n");
    executable(Files.createDirectory(home.resolve("more")).resolve("other-vendor"));
    assertThat(
            run(
                "--function",
                "bootstrap",
                "--events",
                "events.jsonl",
                "--memory",
                "512",
                "--timeout",
                "3",
                "--env",
                "A=b=c,d",
                "--env",
                "REMORA_EXPORTERS=otlp",
                "--extensions",
                "more",
                "--output",
                "elsewhere"))
        .isZero();
    assertThat(sandbox.events).containsExactly("{\"n\":1}", "{\"n\":2}");
    assertThat(sandbox.request.function().code()).isEqualTo(new FunctionCode.Bootstrap(bootstrap));
    assertThat(sandbox.request.memoryMegabytes()).isEqualTo(512);
    assertThat(sandbox.request.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(sandbox.request.extensionFolders()).containsExactly(home.resolve("more"));
    assertThat(sandbox.request.environment())
        .containsEntry("A", "b=c,d")
        .containsEntry("REMORA_EXPORTERS", "otlp,file")
        .doesNotContainKey("REMORA_NETWORK_INTERFACES");
    assertThat(sandbox.extensions).containsExactlyInAnyOrder("remora", "other-vendor");
    assertThat(home.resolve("elsewhere/invocations.json")).exists();
  }

  @Test
  void aHandlerRunsOnItsClassPathAndTheRuntimeInterfaceClients() throws IOException {
    Files.createDirectories(home.resolve("lib"));
    Files.writeString(home.resolve("lib/a.jar"), "");
    Files.createDirectories(home.resolve("classes"));
    assertThat(run("--handler", "classes:lib/*", "com.example.Orders::handle")).isZero();
    assertThat(sandbox.request.function())
        .isEqualTo(
            new FunctionUnderTest(
                new FunctionCode.JavaHandler(
                    List.of(
                        home.resolve("classes"),
                        home.resolve("lib/a.jar"),
                        home.resolve("assembly/cli/target/sample-function/lib/runtime.jar")),
                    "com.example.Orders::handle"),
                "Orders",
                "com.example.Orders::handle"));
    assertThat(sandbox.events).containsOnly("{}").hasSize(6);
  }

  @Test
  void withoutALayerOnlyTheExtensionsRunAndNothingIsSetForRemora() throws IOException {
    executable(Files.createDirectories(home.resolve("vendor/extensions")).resolve("watcher"));

    assertThat(run("--layer", "none", "--extensions", "vendor", "--env", "A=b")).isZero();

    assertThat(sandbox.extensions).containsExactly("watcher");
    assertThat(sandbox.request.environment())
        .containsEntry("A", "b")
        .doesNotContainKey("REMORA_EXPORTERS");
  }

  @Test
  void severalLayersComeOneAfterTheOtherAndWhatIsReplacedIsSaid() throws IOException {
    TestLayer.zip(home.resolve("a.zip"), Map.of("extensions/a", "", "lib/x", "1"));
    TestLayer.zip(home.resolve("b.zip"), Map.of("extensions/b", "", "lib/x", "2"));

    assertThat(run("--layer", "a.zip", "--layer", "b.zip", "--json")).isZero();

    assertThat(sandbox.extensions).containsExactlyInAnyOrder("a", "b");
    assertThat(text(err)).contains("note: b.zip replaces lib/x of an earlier layer");
    assertThat(new ObjectMapper().readTree(text(out)).get("layers")).hasSize(2);
  }

  @Test
  void moreThanFiveLayersAreTooMany() throws IOException {
    TestLayer.zip(home.resolve("a.zip"), Map.of("extensions/a", ""));
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      arguments.addAll(List.of("--layer", "a.zip"));
    }

    assertThat(run(arguments.toArray(String[]::new))).isEqualTo(2);
    assertThat(text(err)).contains("at most five layers");
  }

  @Test
  void faultsGoToTheSandboxAndASpinDownStartsAnother() throws IOException {
    assertThat(run("--fault", "timeout@2", "--fault", "spin-down@4", "--fault", "agent-kill:a@5"))
        .isZero();

    assertThat(sandbox.calls)
        .containsExactly(
            "start [timeout@2]",
            "shutdown",
            "close",
            "start [agent-kill:a@2]",
            "shutdown",
            "close");
    assertThat(sandbox.events).hasSize(6);
    assertThat(output().resolve("metrics.jsonl")).content().contains("\n").hasLineCount(2);
    assertThat(new ObjectMapper().readTree(output().resolve("invocations.json").toFile()))
        .hasSize(6);
  }

  @Test
  void aManagedInstanceTakesSeveralInvocationsAtATime() {
    assertThat(run("--managed-instances", "--concurrency", "3")).isZero();

    assertThat(sandbox.request.initializationType())
        .isEqualTo(InitializationType.MANAGED_INSTANCES);
    assertThat(sandbox.request.concurrency()).isEqualTo(3);
    assertThat(sandbox.request.freeze()).isZero();
    assertThat(sandbox.events).hasSize(6);
  }

  @Test
  void theHelpNamesEveryFault() {
    String help = new CommandLine(command(null)).getUsageMessage().replaceAll("\\s+", " ");

    assertThat(FaultPlan.words()).allSatisfy(word -> assertThat(help).contains(word));
  }

  @Test
  void thePageAboutItNamesEveryFaultAndEveryOption() throws IOException {
    String page = Files.readString(Path.of("../../docs/local-lambda.md"));

    assertThat(FaultPlan.words()).allSatisfy(word -> assertThat(page).contains("\n| `" + word));
    assertThat(new CommandLine(command(null)).getCommandSpec().options())
        .map(option -> option.longestName())
        .filteredOn(name -> !List.of("--help", "--version").contains(name))
        .hasSizeGreaterThan(12)
        .allSatisfy(name -> assertThat(page).contains("\n| `" + name));
  }

  @Test
  void aFunctionThatFailsIsAResult() {
    sandbox = new PretendedSandbox(home, "error");
    assertThat(run()).isZero();
    assertThat(text(out)).contains("6 of 6 invocations did not succeed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--memory 64 | expected 128 to 10240",
        "--memory much | 'much' is not an int",
        "--timeout 0 | expected 1 to 900",
        "--cores 0 | expected at least 1",
        "--function missing | there is no file",
        "--function assembly | no file",
        "--function plain | not executable",
        "--handler missing.jar a.B | the class path names",
        "--handler one | --handler",
        "--function plain --handler a b | mutually exclusive",
        "--events missing | there is no file",
        "--events plain | expected JSON lines",
        "--extensions missing | there is no folder",
        "--layer missing.zip | there is no file",
        "--output plain | is a file",
        "--env NAME | --env",
        "--fault kill@1 | --fault kill@1: expected KIND@N",
        "--fault kill@1 | agent-hang, freeze, spin-down",
        "--fault timeout@7 | there are 6 invocations",
        "--fault freeze@1 --managed-instances | there is no freeze",
        "--extensions . | neither a folder named extensions nor",
        "--layer none --layer missing.zip | there is no file",
        "--concurrency 2 | needs --managed-instances",
        "--concurrency 65 --managed-instances | expected 1 to 64",
        "--provisioned-concurrency --managed-instances | mutually exclusive",
        "stray | stray"
      })
  void wrongUseIsSaidInOneLineWithExitCodeTwo(String arguments, String expected)
      throws IOException {
    Files.writeString(home.resolve("plain"), "neither JSON nor executable");
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(text(err)).contains(expected);
    assertThat(sandbox.calls).isEmpty();
    assertThat(output()).doesNotExist();
  }

  @Test
  void withoutALayerItSaysWhereOneComesFrom() throws IOException {
    ExportedFiles.delete(home.resolve("assembly/layer/target"));
    assertThat(run()).isEqualTo(1);
    assertThat(text(err)).contains("there is no layer in", "--layer");
  }

  private int run(String... arguments) {
    if (sandbox == null) {
      sandbox = new PretendedSandbox(home, "success");
    }
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    CommandLine command = new CommandLine(command(terminal));
    command.setErr(new PrintWriter(terminal.err(), true));
    command.setExecutionExceptionHandler(
        (problem, line, result) -> {
          terminal.err().println(problem.getMessage());
          return 1;
        });
    return command.execute(arguments);
  }

  private LocalCommand command(Terminal terminal) {
    return new LocalCommand(
        new Surroundings(home, home, false),
        terminal,
        (request, faults, opt, folder, listener) ->
            sandbox.start(request, faults, opt, folder, listener));
  }

  private static void executable(Path file) throws IOException {
    assertThat(Files.writeString(file, "#!/bin/sh\n").toFile().setExecutable(true)).isTrue();
  }

  private Path output() {
    return home.resolve("remora-output");
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }

  /** Answers every event; its agent exports a load for the first one only. */
  private static final class PretendedSandbox implements Sandbox {
    private final Path tmp;
    private final String status;
    private final List<String> events = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private LocalRequest request;
    private Set<String> extensions;

    private PretendedSandbox(Path home, String status) {
      this.tmp = home.resolve("sandbox-tmp");
      this.status = status;
    }

    private Sandbox start(
        LocalRequest asked, List<Fault> due, Path opt, Path workFolder, Listener listener) {
      assertThat(workFolder).isEmptyDirectory();
      calls.add("start " + due);
      request = asked;
      extensions =
          Set.of(
              Objects.requireNonNullElse(opt.resolve("extensions").toFile().list(), new String[0]));
      listener.log("function", "hello");
      listener.note("a remark");
      return this;
    }

    @Override
    public synchronized InvocationTiming invoke(byte[] event) {
      events.add(new String(event, StandardCharsets.UTF_8));
      boolean cold = events.size() == 1;
      return new InvocationTiming(
          "id-" + events.size(),
          cold,
          status,
          Optional.empty(),
          cold ? OptionalDouble.of(250.5) : OptionalDouble.empty(),
          1.5,
          20,
          0.1,
          21);
    }

    @Override
    public double shutdown() {
      calls.add("shutdown");
      try {
        Path exported =
            Files.createDirectories(
                onThisMachine(ExportSettings.fileDirectory(request.environment())));
        Files.writeString(
            exported.resolve("metrics.jsonl"),
            "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"remora.cpu.load\","
                + "\"gauge\":{\"dataPoints\":[{\"timeUnixNano\":\"1\",\"asDouble\":0.5,"
                + "\"attributes\":[{\"key\":\"faas.invocation_id\",\"value\":"
                + "{\"stringValue\":\"id-1\"}}]}]}}]}]}]}\n");
        Path buffer = Files.createDirectories(onThisMachine(ExportSettings.BUFFER_FOLDER));
        Files.writeString(buffer.resolve("00000001.seg"), "rest");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return 12.25;
    }

    @Override
    public Path onThisMachine(Path pathInSandbox) {
      return tmp.resolve(Path.of("/tmp").relativize(pathInSandbox));
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.remora.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remora.local.CpuLimit;
import dev.remora.local.FunctionCode;
import dev.remora.local.InvocationOutcome;
import dev.remora.local.LocalLambda;
import dev.remora.local.LocalLambdaListener;
import dev.remora.local.LocalLambdaOptions;
import dev.remora.local.ShutdownOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real layer and its real start script beside a real function in local Lambda. */
class LayerE2eIT {
  /** What a user notices: later than this, the extension holds the environment. */
  private static final double LATE_MILLIS = 5;

  private static final Duration FREEZE = Duration.ofMillis(150);

  private static final Path LAYER = Path.of(System.getProperty("remora.layer"));

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final List<InvocationOutcome> outcomes = new ArrayList<>();
  private String files;
  private Path bootstrap;

  @BeforeEach
  void prepare() throws IOException {
    files = "remora-e2e-" + folder.getFileName();
    bootstrap = Files.createDirectory(folder.resolve("code")).resolve("bootstrap");
    try (InputStream script = LayerE2eIT.class.getResourceAsStream("/e2e/bootstrap")) {
      Files.copy(script, bootstrap);
    }
    Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("REMORA_LAMBDA_PORT", Integer.toString(FreePort.any()));
    environment.put("REMORA_FILE_DIRECTORY", "/tmp/" + files);
    environment.put("REMORA_BUFFER_DIRECTORY", "/tmp/" + files + "/buffer");
  }

  private LocalLambda start(Duration freeze) {
    return LocalLambda.start(options(freeze).layer(LAYER).build());
  }

  private LocalLambdaOptions.Builder options(Duration freeze) {
    return LocalLambdaOptions.of(new FunctionCode.Bootstrap(bootstrap))
        .environment(environment)
        .memoryMegabytes(1769)
        // A share that is used up stops everybody, whoever used it: that is the memory size's doing,
        // and would hide who waits for whom.
        .cpuLimit(CpuLimit.NONE)
        .timeout(Duration.ofSeconds(20))
        .freeze(freeze)
        .privateMounts(true)
        .listener(
            new LocalLambdaListener() {
              @Override
              public void log(String source, String line) {
                log.add(source + " " + line);
              }
            });
  }

  private InvocationOutcome invoke(LocalLambda lambda, int rounds) {
    InvocationOutcome outcome =
        lambda.invoke(Integer.toString(rounds).getBytes(StandardCharsets.UTF_8));
    outcomes.add(outcome);
    return outcome;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
      Thread.sleep(5);
    }
  }

  private Agents agents(LocalLambda lambda) {
    return new Agents(lambda.sandbox().pids().get("remora"));
  }

  private void allAnsweredInTime() {
    assertThat(outcomes)
        .allSatisfy(
            outcome -> {
              assertThat(outcome.status()).isEqualTo(InvocationOutcome.Status.SUCCESS);
              assertThat(outcome.postRuntimeMs()).isLessThanOrEqualTo(LATE_MILLIS);
            });
  }

  /** To be read while the sandbox's folder is still there. */
  private Exported exported(LocalLambda lambda) throws IOException {
    return Exported.read(lambda.sandbox().tmp().resolve(files).resolve("metrics.jsonl"));
  }

  @Test
  void everyInvocationIsMeasuredAndTheAgentEndsInTime() throws Exception {
    environment.put("JAVA_TOOL_OPTIONS", "-XX:+NoSuchFlag");
    environment.put("LD_LIBRARY_PATH", "/nonexistent");
    ShutdownOutcome shutdown;
    Exported exported;
    try (LocalLambda lambda = start(FREEZE)) {
      for (int i = 0; i < 4; i++) {
        invoke(lambda, 300_000);
      }
      shutdown = lambda.shutdown("spindown");
      exported = exported(lambda);
    }
    allAnsweredInTime();
    assertThat(shutdown.clean()).isTrue();
    assertThat(shutdown.durationMs()).isLessThan(1400);
    for (InvocationOutcome outcome : outcomes) {
      assertThat(exported.points("system.cpu.time", outcome.requestId())).isNotEmpty();
    }
    assertThat(exported.points("process.cpu.time", outcomes.get(3).requestId()))
        .anySatisfy(point -> assertThat(point.value()).isPositive());
    assertThat(exported.sandboxes()).hasSize(1);
  }

  @Test
  void anInvocationThatIsOverBeforeTheAgentIsUpIsMeasuredFromItsFirstMillisecond()
      throws Exception {
    try (LocalLambda lambda = start(FREEZE)) {
      long before = System.currentTimeMillis();
      InvocationOutcome first = invoke(lambda, 0);
      long after = System.currentTimeMillis();
      invoke(lambda, 0);
      await(() -> agents(lambda).alive().isPresent());
      invoke(lambda, 300_000);
      lambda.shutdown("spindown");
      allAnsweredInTime();
      assertThat(exported(lambda).points("system.cpu.time", first.requestId()))
          .as("the points of an invocation of " + first.durationMs() + " ms")
          .isNotEmpty()
          .allSatisfy(
              point -> assertThat(point.start() / 1_000_000).isBetween(before - 20, after + 20));
    }
  }

  @Test
  void networkAndMemoryAreMeasuredFromTheFirstInvocationOn() throws Exception {
    environment.put("REMORA_NETWORK_INTERFACES", "lo");
    try (LocalLambda lambda = start(FREEZE)) {
      InvocationOutcome first = invoke(lambda, 0);
      await(() -> agents(lambda).alive().isPresent());
      InvocationOutcome longer = invoke(lambda, 2_000_000);
      invoke(lambda, 0);
      lambda.shutdown("spindown");
      Exported exported = exported(lambda);

      assertThat(exported.points("system.network.io", first.requestId()))
          .as("the answer to the function's request for an event goes over loopback")
          .anySatisfy(point -> assertThat(point.value()).isPositive());
      for (String metric :
          List.of(
              "system.network.io",
              "system.network.packet.count",
              "remora.network.tcp.segments",
              "system.memory.usage",
              "process.memory.usage",
              "process.unix.file_descriptor.count",
              "system.filesystem.usage",
              "remora.cpu.busiest_core")) {
        assertThat(exported.points(metric, longer.requestId()))
            .as(metric)
            .anySatisfy(point -> assertThat(point.value()).isPositive());
      }
    }
    allAnsweredInTime();
  }

  @Test
  void killingTheAgentAgainAndAgainHarmsNoInvocation() throws Exception {
    Set<ProcessHandle> killed = ConcurrentHashMap.newKeySet();
    try (LocalLambda lambda = start(FREEZE)) {
      Agents agents = agents(lambda);
      await(() -> agents.alive().isPresent());
      agents.kill().ifPresent(killed::add);
      for (int i = 0; i < 16; i++) {
        boolean during = i % 2 == 0;
        Runnable kill = () -> agents.kill().ifPresent(killed::add);
        CompletableFuture<Void> beside =
            during ? CompletableFuture.runAsync(kill) : CompletableFuture.completedFuture(null);
        invoke(lambda, 100_000);
        beside.get(5, TimeUnit.SECONDS);
        if (!during) {
          kill.run();
        }
      }
      assertThat(lambda.shutdown("spindown").clean()).isTrue();
    }
    assertThat(outcomes).hasSize(16);
    allAnsweredInTime();
    assertThat(killed).as("agents killed: the first and all three of its successors").hasSize(4);
  }

  @Test
  void anAgentThatIsKilledOnceGoesOnUnderTheSameIdentityAndLosesNothingOnDisk() throws Exception {
    Exported exported;
    try (LocalLambda lambda = start(FREEZE)) {
      Agents agents = agents(lambda);
      await(() -> agents.alive().isPresent());
      invoke(lambda, 2_000_000);
      invoke(lambda, 300_000);
      Optional<ProcessHandle> killed = agents.alive();
      assertThat(agents.kill()).isPresent();
      invoke(lambda, 300_000);
      await(() -> agents.alive().isPresent() && !agents.alive().equals(killed));
      invoke(lambda, 2_000_000);
      invoke(lambda, 300_000);
      lambda.shutdown("spindown");
      exported = exported(lambda);
    }
    allAnsweredInTime();
    assertThat(exported.sandboxes()).hasSize(1);
    for (int measured : new int[] {0, 3, 4}) {
      assertThat(exported.points("system.cpu.time", outcomes.get(measured).requestId()))
          .as("invocation " + measured)
          .isNotEmpty();
    }
  }

  @Test
  void anAgentThatStopsReadingIsNotWaitedForAndInTheEndReplaced() throws Exception {
    // Without freezes: thawing would wake what the test put to sleep.
    try (LocalLambda lambda = start(Duration.ZERO)) {
      Agents agents = agents(lambda);
      await(() -> agents.alive().isPresent());
      invoke(lambda, 2_000_000);
      long stopped = agents.alive().orElseThrow().pid();
      new ProcessBuilder("kill", "-STOP", Long.toString(stopped)).start().waitFor();
      for (int i = 0; i < 40; i++) {
        invoke(lambda, 1000);
      }
      await(() -> agents.alive().map(agent -> agent.pid() != stopped).orElse(false));
      assertThat(lambda.shutdown("spindown").clean()).isTrue();
    }
    assertThat(outcomes).hasSize(41);
    allAnsweredInTime();
  }

  @Test
  void aWrongNameIsOneLineAndTheRestGoesOn() throws Exception {
    environment.put("REMORA_SAMPLERS", "cqu,cpu");
    environment.put("REMORA_SAMPLING_INTERVAL", "fast");
    try (LocalLambda lambda = start(FREEZE)) {
      invoke(lambda, 2_000_000);
      invoke(lambda, 1000);
      lambda.shutdown("spindown");
      assertThat(exported(lambda).points("system.cpu.time", outcomes.get(0).requestId()))
          .isNotEmpty();
    }
    allAnsweredInTime();
    assertThat(log.stream().filter(line -> line.contains("REMORA_SAMPLERS")))
        .singleElement()
        .asString()
        .contains("cqu")
        .contains("cpu");
    assertThat(log.stream().filter(line -> line.contains("REMORA_SAMPLING_INTERVAL")))
        .singleElement()
        .asString()
        .contains("fast")
        .contains("500ms");
  }

  @Test
  void switchedOffItStartsNoAgent() throws Exception {
    environment.put("REMORA_DISABLED", "true");
    try (LocalLambda lambda = start(FREEZE)) {
      invoke(lambda, 1000);
      invoke(lambda, 1000);
      assertThat(agents(lambda).alive()).isEmpty();
      assertThat(lambda.shutdown("spindown").clean()).isTrue();
      assertThat(lambda.sandbox().tmp().resolve(files)).doesNotExist();
    }
    allAnsweredInTime();
  }

  /** An image may start the agent itself, for example because it has no bash. */
  private Path entryWithoutScript() throws IOException {
    Path remora = LAYER.resolve("remora").toAbsolutePath().normalize();
    List<String> options = new ArrayList<>(Files.readAllLines(remora.resolve("agent.options")));
    assertThat(options.remove("--doorman")).isTrue();
    Path entry = Files.createDirectory(folder.resolve("entry")).resolve("direct");
    Files.writeString(
        entry,
        "#!/bin/bash\nexec "
            + remora.resolve("jre/bin/java")
            + " -XX:AOTCache="
            + remora.resolve("agent.aot")
            + " "
            + String.join(" ", options)
            + "\n");
    Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("rwxr-xr-x"));
    return entry.getParent();
  }

  @Test
  void withoutTheStartScriptTheAgentRegistersAndPollsByItself() throws Exception {
    environment.put("REMORA_EXTENSION_NAME", "direct");
    environment.put("REMORA_DIRECTORY", folder.resolve("state").toString());
    environment.put("REMORA_BUFFER_DIRECTORY", folder.resolve("buffer").toString());
    environment.put("REMORA_FILE_DIRECTORY", folder.resolve("exported").toString());
    ShutdownOutcome shutdown;
    // Without private mounts: the image is run from where it was built.
    try (LocalLambda lambda =
        LocalLambda.start(
            options(FREEZE)
                .privateMounts(false)
                .extensionDirectories(List.of(entryWithoutScript()))
                .build())) {
      for (int i = 0; i < 3; i++) {
        invoke(lambda, 300_000);
      }
      shutdown = lambda.shutdown("timeout");
    }
    Exported exported = Exported.read(folder.resolve("exported/metrics.jsonl"));
    allAnsweredInTime();
    assertThat(shutdown.clean()).isTrue();
    for (InvocationOutcome outcome : outcomes) {
      assertThat(exported.points("system.cpu.time", outcome.requestId())).isNotEmpty();
    }
  }
}

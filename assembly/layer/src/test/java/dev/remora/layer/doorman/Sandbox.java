// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The real start script in a layer of its own, with a script that plays the agent. */
final class Sandbox implements AutoCloseable {

  static final Path SCRIPT = Path.of("src/main/layer/extensions/remora").toAbsolutePath();

  private final Path directory;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private List<String> command;
  private Path workingDirectory;
  private Process process;

  Sandbox(Path directory, RawServer server) throws IOException {
    this.directory = directory;
    Files.createDirectories(script().getParent());
    Files.createDirectories(java().getParent());
    Files.createDirectories(directory.resolve("tmp/remora"));
    Files.copy(SCRIPT, script());
    Files.copy(Path.of("src/test/resources/doorman/agent"), java());
    for (Path file : List.of(script(), java())) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    workingDirectory = directory;
    command = List.of(script().toString());
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + server.port());
    environment.put("REMORA_DIRECTORY", data().toString());
    environment.put("AGENT_LOG", directory.resolve("tmp/agent.log").toString());
    environment.put("AGENT_CHARACTERS", "good");
  }

  Path root() {
    return directory.resolve("opt");
  }

  Path script() {
    return root().resolve("extensions/remora");
  }

  Path java() {
    return root().resolve("remora/jre/bin/java");
  }

  /** What REMORA_DIRECTORY names. */
  Path data() {
    return directory.resolve("tmp/remora");
  }

  Sandbox with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Sandbox agents(String characters) {
    return with("AGENT_CHARACTERS", characters);
  }

  Sandbox command(List<String> words) {
    command = words;
    return this;
  }

  Sandbox workingDirectory(Path path) {
    workingDirectory = path;
    return this;
  }

  Sandbox start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(directory.resolve("tmp/stdout").toFile());
    builder.redirectError(directory.resolve("tmp/stderr").toFile());
    process = builder.start();
    return this;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  int exit() throws InterruptedException {
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      fail("the script did not end; its log:\n" + log());
    }
    return process.exitValue();
  }

  List<String> log() {
    return lines("tmp/stderr");
  }

  List<String> agentLog() {
    return lines("tmp/agent.log");
  }

  List<String> agentLog(String prefix) {
    List<String> found = new ArrayList<>();
    for (String line : agentLog()) {
      if (line.startsWith(prefix)) {
        found.add(line);
      }
    }
    return found;
  }

  /** The event frames' headers, of all agents in turn. */
  List<String> events() {
    return agentLog("frame event");
  }

  /** What the agent was given under a frame header that holds this text. */
  String payloadOf(String header) {
    List<String> lines = agentLog();
    for (int i = 0; i + 1 < lines.size(); i++) {
      if (lines.get(i).startsWith("frame ") && lines.get(i).contains(header)) {
        return lines.get(i + 1).substring("payload ".length());
      }
    }
    return null;
  }

  int starts() {
    return agentLog("started").size();
  }

  void awaitStarts(int number) {
    await("start " + number + " of the agent", () -> starts() >= number);
  }

  void awaitEvents(int number) {
    await(number + " events at the agent", () -> events().size() >= number);
  }

  void awaitLog(String part) {
    await("the log line " + part, () -> log().stream().anyMatch(line -> line.contains(part)));
  }

  /** Until the last agent started has ended and its parent has taken notice. */
  void awaitAgentEnd() {
    String line = agentLog("started").getLast();
    Path proc = Path.of("/proc/" + line.split(" ")[1]);
    await("the end of the agent", () -> !Files.exists(proc));
  }

  void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail("%s did not come; log %s, agent %s".formatted(what, log(), agentLog()));
      }
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }

  /** Ends the sandbox as Lambda does, and asserts that the script leaves with 0. */
  void shutDown(RawServer.Request next) throws Exception {
    next.event(shutdown(System.currentTimeMillis() + 2000));
    assertThat(exit()).isZero();
  }

  static String invoke(int number) {
    return "{\"eventType\":\"INVOKE\",\"deadlineMs\":1795451619682,\"requestId\":\"request-"
        + number
        + "\",\"invokedFunctionArn\":\"arn:aws:lambda:eu-west-1:123456789012:function:orders:live\"}";
  }

  static String shutdown(long deadlineMs) {
    return "{\"eventType\":\"SHUTDOWN\",\"deadlineMs\":"
        + deadlineMs
        + ",\"shutdownReason\":\"spindown\"}";
  }

  private List<String> lines(String name) {
    Path file = directory.resolve(name);
    try {
      return Files.exists(file)
          ? new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
              .lines()
              .toList()
          : List.of();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (String line : agentLog("started")) {
      ProcessHandle.of(Long.parseLong(line.split(" ")[1]))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
    if (process != null) {
      process.destroyForcibly();
    }
  }
}

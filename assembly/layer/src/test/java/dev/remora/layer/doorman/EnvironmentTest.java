// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer.doorman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where and as whom the script is started, and what it finds there. */
class EnvironmentTest extends DoormanTest {

  @Test
  void theAgentIsStartedAtLowPriorityFromTheRootWithItsArguments() throws Exception {
    sandbox.start();
    RawServer.Request next = lambda.register();

    sandbox.shutDown(next);

    assertThat(sandbox.agentLog())
        .contains(
            "arguments -XX:AOTCache="
                + sandbox.root()
                + "/remora/agent.aot @"
                + sandbox.root()
                + "/remora/agent.options",
            "directory /",
            "oom_score_adj 1000",
            "nice 10");
    assertThat(sandbox.agentLog("descriptor")).isEmpty();
  }

  @Test
  void theAgentInheritsNothingThatBelongsToTheFunction() throws Exception {
    for (String name :
        List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")) {
      sandbox.with(name, "-XX:+NoSuchFlag");
    }
    sandbox.with("LD_LIBRARY_PATH", "/var/lang/lib").with("LD_PRELOAD", "").start();

    sandbox.shutDown(lambda.register());

    assertThat(sandbox.starts()).isEqualTo(1);
    assertThat(sandbox.agentLog("inherited")).isEmpty();
  }

  @Test
  void aHostileEnvironmentChangesNothing() throws Exception {
    Path trap = directory.resolve("trap");
    Files.writeString(trap, "exit 7\n");
    for (String builtin : List.of("echo", "printf", "read", "exec", "kill", "unset", "local")) {
      sandbox.with("BASH_FUNC_" + builtin + "%%", "() { exit 9; }");
    }
    sandbox
        .with("BASH_ENV", trap.toString())
        .with("ENV", trap.toString())
        .with("SHELLOPTS", "errexit:nounset:noexec:xtrace")
        .with("BASHOPTS", "xpg_echo:failglob")
        .with("POSIXLY_CORRECT", "1")
        .with("CDPATH", "/nowhere")
        .with("GLOBIGNORE", "*")
        .with("TMOUT", "1")
        .with("IFS", "0123456789eE/:")
        .with("LC_ALL", "C.UTF-8")
        .with("EPOCHREALTIME", "rubbish")
        .with("agent", "rubbish")
        .with("over", "yes")
        .with("pending", "rubbish")
        .with("skipped", "a[$(exit)]")
        .start();
    RawServer.Request next = lambda.register();

    assertThat(lambda.poll(1500)).as("TMOUT must not end the wait").isNull();
    next = invoke(next, 2);
    sandbox.awaitEvents(2);

    sandbox.shutDown(next);
    assertThat(sandbox.log()).isEmpty();
    assertThat(sandbox.starts()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./opt/extensions/remora",
        "opt/extensions/remora",
        "opt/./extensions/../extensions/remora"
      })
  void itsRootIsFoundFromARelativePath(String path) throws Exception {
    sandbox.command(List.of("/bin/bash", "-p", path)).start();

    sandbox.shutDown(lambda.register());

    assertThat(sandbox.starts()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"./remora", "remora"})
  void itsRootIsFoundFromItsOwnFolder(String path) throws Exception {
    sandbox.workingDirectory(sandbox.script().getParent());
    sandbox.command(List.of("/bin/bash", "-p", path)).start();

    sandbox.shutDown(lambda.register());

    assertThat(sandbox.starts()).isEqualTo(1);
  }

  @Test
  void everyVariableIsSetBeforeItIsUsed() throws Exception {
    sandbox.command(List.of("/bin/bash", "-pu", sandbox.script().toString()));
    sandbox.agents("crashes,dies,rubbish").start();
    RawServer.Request next = lambda.register();

    next = invoke(next, 1);
    sandbox.awaitEvents(1);
    sandbox.awaitAgentEnd();
    next = invoke(next, 14);
    next.answer(500, "", "");

    sandbox.shutDown(lambda.takeNext());
    assertThat(sandbox.log()).isNotEmpty().allMatch(line -> line.startsWith("remora: "));
  }

  @Test
  void withoutNiceTheAgentRunsAllTheSame() throws Exception {
    sandbox.with("PATH", "/nowhere").start();

    sandbox.shutDown(lambda.register());

    assertThat(sandbox.agentLog()).contains("nice 0");
    assertThat(sandbox.log()).isEmpty();
  }

  @Test
  void anUnprivilegedUserWithoutAHomeRunsItFromAReadOnlyLayer() throws Exception {
    asNobody();
    sandbox.start();
    RawServer.Request next = invoke(lambda.register(), 1);
    sandbox.awaitEvents(1);

    sandbox.shutDown(next);

    assertThat(sandbox.agentLog()).contains("nice 10", "oom_score_adj 1000");
    assertThat(sandbox.log()).isEmpty();
  }

  @Test
  void aProcessThatCannotBeForkedIsNoEndOfTheExtension() throws Exception {
    List<String> words = asNobody();
    words.addAll(0, List.of("prlimit", "--nproc=1:1"));
    sandbox.command(words).start();

    // Bash tries for fifteen seconds; the request for an event has been sent before.
    RawServer.Request next = lambda.register();
    assertThat(lambda.poll(14_000)).isNull();
    sandbox.awaitLog("could not be started");
    next = invoke(next, 3);

    sandbox.shutDown(next);
    assertThat(sandbox.starts()).isZero();
  }

  private List<String> asNobody() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/setpriv"))).isTrue();
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        directory.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
    List<String> words =
        new java.util.ArrayList<>(
            List.of("setpriv", "--reuid=65533", "--regid=65533", "--clear-groups"));
    words.add(sandbox.script().toString());
    sandbox.command(List.copyOf(words));
    return words;
  }
}

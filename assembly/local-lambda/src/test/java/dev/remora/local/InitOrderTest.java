// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remora.local.InvocationOutcome.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order processes are started, and what ends an init. */
class InitOrderTest extends RealProcesses {

  @Test
  void theRuntimeIsStartedAfterAllExtensionsHaveRegisteredAndInvokedAfterAllAskedForEvents() {
    scripts.extension("quick", WATCHER);
    scripts.extension(
        "slow", "echo registering; sleep 0.2\n" + BOTH + "sleep 0.2; echo asking; sleep 0.2\nloop");
    FunctionCode code = scripts.function("echo started", "echo invoked\nanswer 1");
    try (LocalLambda lambda = LocalLambda.start(options(code).build())) {
      lambda.invoke(EVENT);
      await(() -> heard.lines.contains("function: invoked"));

      assertThat(heard.lines)
          .containsExactly(
              "slow: registering", "function: started", "slow: asking", "function: invoked");
      assertThat(heard.phases)
          .containsSubsequence(
              "initStarted",
              "slow Started",
              "slow Registered",
              "slow Ready",
              "initDone",
              "invoked",
              "slow Running",
              "slow Ready",
              "invocationDone");
    }
  }

  @Test
  void everyFileInTheExtensionsFolderIsStartedAndNoFolder() throws IOException {
    scripts.extension("one.sh", WATCHER).extension("two", WATCHER);
    Files.createDirectories(scripts.layer().resolve("extensions/lib"));
    Scripts other = new Scripts(folder.resolve("other")).extension("three", WATCHER);
    LocalLambdaOptions options =
        echo().extensionDirectories(List.of(other.layer().resolve("extensions"))).build();
    try (LocalLambda lambda = LocalLambda.start(options)) {
      assertThat(lambda.sandbox().pids()).containsOnlyKeys("runtime", "one.sh", "two", "three");
      assertThat(lambda.invoke(EVENT).status()).isEqualTo(Status.SUCCESS);
    }
  }

  @Test
  void theFileThatSwitchesExtensionsOffDoes() {
    scripts.extension("broken", "exit 1");
    scripts.write(scripts.layer().resolve("disable-extensions-jwigqn8j"), "");
    try (LocalLambda lambda = LocalLambda.start(echo().build())) {
      assertThat(lambda.sandbox().pids()).containsOnlyKeys("runtime");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"exit 0", "exit 3", "kill -9 $$", BOTH + "exit 0", "unset -f request; registr"})
  void anExtensionThatEndsInInitFailsTheFunction(String body) {
    scripts.extension("broken", body);

    assertInitFails(echo().build(), "Extension.Crash");
  }

  @Test
  void aNameThatIsNotTheFilesFailsInitWithAMessageAboutShutdown() {
    scripts.extension(
        "right",
        "0() { :; }\nregister() { request POST $extension/register "
            + "$'Lambda-Extension-Name: wrong\\r\\n' '{\"events\":[\"SHUTDOWN\"]}'; }\n"
            + "register\necho \"$STATUS $BODY\"\nexit 1");

    assertInitFails(echo().build(), "Extension.Crash");
    assertThat(heard.linesOf("right"))
        .singleElement()
        .asString()
        .startsWith("403 ")
        .contains("ShutdownEventNotSupportedForInternalExtension");
  }

  @Test
  void anInitErrorHidesTheCrashThatFollows() {
    scripts.extension(
        "sad",
        BOTH
            + "request POST $extension/init/error $'Lambda-Extension-Identifier:"
            + " '\"$ID\"$'\\r\\nLambda-Extension-Function-Error-Type: Extension.Sad\\r\\n' '{}'\n"
            + "exit 1");

    assertInitFails(echo().build(), "Extension.InitError");
    assertThat(heard.phases).contains("sad InitError").doesNotContain("sad ShutdownFailed");
  }

  @Test
  void aFileWithoutExecutableBitFailsTheFunction() throws IOException {
    scripts.extension("plain", WATCHER);
    Files.setPosixFilePermissions(
        scripts.layer().resolve("extensions/plain"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> LocalLambda.start(echo().build()))
        .isInstanceOf(LocalLambdaException.class)
        .hasMessageContaining("extensions/plain: permission denied")
        .extracting(e -> ((LocalLambdaException) e).errorType())
        .isEqualTo("Extension.LaunchError");
    assertThat(heard.phases).contains("plain LaunchError");
  }

  @Test
  void elevenFilesAreTooMany() {
    for (int i = 0; i < 11; i++) {
      scripts.extension("extension-" + i, WATCHER);
    }

    assertThatThrownBy(() -> LocalLambda.start(echo().build()))
        .hasMessage("Extension.LaunchError: TooManyExtensions: 11, the limit is 10");
  }

  @Test
  void aRuntimeThatEndsInInitFailsTheFunction() {
    assertInitFails(
        options(scripts.rawFunction("#!/bin/bash\nexit 7\n")).build(), "Runtime.ExitError");
  }

  @Test
  void aFunctionThatCannotBeExecutedFails() {
    assertInitFails(
        options(scripts.rawFunction("#!/no/such/interpreter\n")).build(),
        "Runtime.InvalidEntrypoint");
  }

  private void assertInitFails(LocalLambdaOptions options, String errorType) {
    assertThatThrownBy(() -> LocalLambda.start(options))
        .isInstanceOf(LocalLambdaException.class)
        .extracting(e -> ((LocalLambdaException) e).errorType())
        .isEqualTo(errorType);
  }
}

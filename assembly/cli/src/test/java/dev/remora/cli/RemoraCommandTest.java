// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RemoraCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void helpNamesTheSubcommandsAndTheExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("local", "Exit codes: 0");
  }

  @Test
  void theHelpOfLocalNamesItsOptions() {
    assertThat(run("local", "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(
            "--layer=ZIP",
            "--extensions=DIR",
            "--function=BOOTSTRAP",
            "--handler=CLASSPATH CLASS",
            "--events=FILE",
            "--memory=MB",
            "--cores=N",
            "--timeout=S",
            "--env=K=V",
            "--output=DIR",
            "--json");
  }

  @Test
  void theHelpOfBenchNamesItsOptionsAndWhatCanBeMeasured() {
    assertThat(run("bench", "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--extension=FILE", "--rounds=N", "--only=NAME", "--micro", "--layer=ZIP")
        .contains("--json=FILE", "--markdown=FILE", "start", "cold-start-python");
  }

  @Test
  void benchRefusesWhatItDoesNotKnow() {
    assertThat(run("bench", "--only", "strat")).isEqualTo(2);
    assertThat(run("bench", "--rounds", "0")).isEqualTo(2);
    assertThat(run("bench", "--extension", "/nonexistent")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("--only strat: expected some of size, start")
        .contains("--rounds 0: expected 1 to 1000")
        .contains("--extension: /nonexistent is no executable file");
  }

  @Test
  void theVersionIsTheBuilds() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).matches("remora \\d+\\.\\d+\\.\\d+.*\\s+");
  }

  @Test
  void anUnknownCommandIsWrongUseAndTheNearestIsNamed() {
    assertThat(run("locla")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("locla", "remora local");
  }

  @Test
  void noCommandIsWrongUse() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no command given", "--help");
  }

  private int run(String... arguments) {
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    Path nowhere = Path.of("/nonexistent");
    return RemoraCommand.execute(new Surroundings(nowhere, nowhere, false), terminal, arguments);
  }
}

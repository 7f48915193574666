// SPDX-License-Identifier: Apache-2.0
package dev.remora.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests with real processes have in common. */
abstract class RealProcesses {

  static final byte[] EVENT = "{}".getBytes(UTF_8);

  /** Registers for both events. */
  static final String BOTH = "register '\"INVOKE\",\"SHUTDOWN\"'\n";

  /** An extension that asks for events and does nothing with them. */
  static final String WATCHER = BOTH + "loop";

  @TempDir Path folder;
  final Heard heard = new Heard();
  Scripts scripts;

  @BeforeEach
  void prepare() throws IOException {
    scripts = new Scripts(folder);
    Files.createDirectories(scripts.layer());
  }

  LocalLambdaOptions.Builder options(FunctionCode code) {
    return LocalLambdaOptions.of(code).layer(scripts.layer()).listener(heard);
  }

  static String text(InvocationOutcome outcome) {
    return new String(outcome.payload(), UTF_8);
  }

  static void await(BooleanSupplier condition) {
    long limit = System.nanoTime() + 15_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time limit").isLessThan(limit);
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
  }

  /** State of a process, as in {@code /proc/PID/stat}; X when there is none. */
  static char state(long pid) {
    try {
      String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return line.charAt(line.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return 'X';
    }
  }

  /** A function that answers with its event. */
  LocalLambdaOptions.Builder echo() {
    return options(scripts.function("answer \"$event\""));
  }

  /** Fields of {@code /proc/PID/stat} after the name: state, ppid, pgrp, session … */
  static String[] stat(int pid) throws IOException {
    String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return line.substring(line.lastIndexOf(')') + 2).split(" ");
  }

  /** Processes that carry that address in their environment. */
  static List<Integer> carriersOf(String runtimeApi) {
    List<Integer> found = new ArrayList<>();
    ProcessHandle.allProcesses()
        .forEach(
            handle -> {
              try {
                String environment =
                    Files.readString(
                        Path.of("/proc/" + handle.pid() + "/environ"),
                        java.nio.charset.StandardCharsets.ISO_8859_1);
                if (environment.contains("AWS_LAMBDA_RUNTIME_API=" + runtimeApi + "\0")) {
                  found.add((int) handle.pid());
                }
              } catch (IOException e) {
                // gone, or not ours
              }
            });
    return found;
  }

  static boolean privateMountsWork(Path folder) {
    FunctionCode code = new Scripts(folder.resolve("probe")).function("answer 1");
    try (LocalLambda lambda = LocalLambda.start(LocalLambdaOptions.of(code).build())) {
      return lambda.sandbox().privateMounts();
    }
  }
}

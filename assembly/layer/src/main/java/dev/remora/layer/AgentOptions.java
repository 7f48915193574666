// SPDX-License-Identifier: Apache-2.0
package dev.remora.layer;

import java.util.List;

/**
 * The options of the agent's JVM: a small program with a short life. The cache is only accepted
 * with those under which it was made, so both runs take them from here.
 */
final class AgentOptions {
  private AgentOptions() {}

  /** One option a line, the main class last, as the {@code java} command reads an argument file. */
  static List<String> lines() {
    return List.of(
        "-XX:+UseSerialGC",
        "-Xms6m",
        "-Xmx24m",
        "-Xmn2m",
        // Little is ever hot enough for the second compiler, and its threads compete with the
        // function's initialisation.
        "-XX:TieredStopAtLevel=1",
        "-XX:CompileThresholdScaling=10",
        "-XX:-UsePerfData",
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:ArchiveRelocationMode=0",
        "-XX:-AOTReplayTraining",
        // No dumps on the function's disk; out of memory ends the agent and not half of it.
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-CreateCoredumpOnCrash",
        "-XX:ErrorFile=/dev/null",
        // Standard output belongs to the doorman.
        "-Xlog:disable",
        "-Xlog:all=error:stderr",
        "-Dstderr.encoding=UTF-8",
        // Of all languages this is the one whose digits need no resource bundles.
        "-Duser.language=en",
        "-Duser.country=US",
        "-Djava.locale.providers=FALLBACK",
        "-Dfelix.extensions.disable=true",
        "-Djdk.reflect.useNativeAccessorOnly=true",
        "-m",
        AgentModule.NAME + "/" + AgentModule.MAIN_CLASS,
        "--doorman");
  }
}

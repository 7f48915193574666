// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli;

/** Entry point of the {@code remora} command. */
public final class Main {
  private Main() {}

  /** Runs the command line and ends the JVM with 0 (done), 1 (failed) or 2 (wrong use). */
  public static void main(String[] arguments) {
    Terminal terminal =
        new Terminal(System.out, System.err, Boolean.getBoolean("remora.live-progress"));
    int exitCode = RemoraCommand.execute(Surroundings.ofThisProcess(), terminal, arguments);
    System.out.flush();
    System.exit(exitCode);
  }
}

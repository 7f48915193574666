// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli.buffer;

import dev.remora.cli.Surroundings;
import dev.remora.cli.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code remora buffer} without a subcommand: says what there is. */
@Command(
    name = "buffer",
    mixinStandardHelpOptions = true,
    description =
        "Looks into the agent's buffer: what it holds, whether it is whole, what the data says."
            + " Nothing is ever written where it reads; a torn or damaged file is read as far as it"
            + " is good.",
    footer = {"", "Exit codes: 0 done, 1 what was asked for failed, 2 wrong use."})
public final class BufferCommand implements Runnable {
  @Spec private CommandSpec spec;

  private BufferCommand() {}

  /** The command with its subcommands. */
  public static CommandLine commandLine(Surroundings surroundings, Terminal terminal) {
    return new CommandLine(new BufferCommand())
        .addSubcommand(new ListCommand(surroundings, terminal))
        .addSubcommand(new VerifyCommand(surroundings, terminal))
        .addSubcommand(new PrintCommand(surroundings, terminal))
        .addSubcommand(new ExportCommand(surroundings, terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no subcommand given: list, verify, print or export");
  }
}

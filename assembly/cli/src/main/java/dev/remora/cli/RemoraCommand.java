// SPDX-License-Identifier: Apache-2.0
package dev.remora.cli;

import dev.remora.cli.bench.BenchCommand;
import dev.remora.cli.buffer.BufferCommand;
import dev.remora.cli.local.LocalCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code remora} command without a subcommand: says what there is. */
@Command(
    name = "remora",
    mixinStandardHelpOptions = true,
    versionProvider = RemoraCommand.Version.class,
    description = "Observability for AWS Lambda functions, tried out at the desk.",
    footer = {"", "Exit codes: 0 done, 1 what was asked for failed, 2 wrong use."})
public final class RemoraCommand implements Runnable {
  @Spec private CommandSpec spec;

  private RemoraCommand() {}

  /** Runs one command line and returns its exit code. */
  public static int execute(Surroundings surroundings, Terminal terminal, String... arguments) {
    CommandLine commandLine =
        new CommandLine(new RemoraCommand())
            .addSubcommand(new LocalCommand(surroundings, terminal))
            .addSubcommand(BufferCommand.commandLine(surroundings, terminal))
            .addSubcommand(new BenchCommand(surroundings, terminal));
    return commandLine
        .setOut(new PrintWriter(terminal.out(), true))
        .setErr(new PrintWriter(terminal.err(), true))
        .setUsageHelpAutoWidth(terminal.live())
        .setParameterExceptionHandler(RemoraCommand::wrongUse)
        .setExecutionExceptionHandler(RemoraCommand::failed)
        .execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  private static int wrongUse(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + problem.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(problem, command.getErr());
    command.getErr().println("See: " + name + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(
      Exception problem, CommandLine command, CommandLine.ParseResult parseResult) {
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    if (problem instanceof CommandFailure) {
      err.println(name + ": " + problem.getMessage());
    } else {
      err.println(name + ": a fault of this program, please report it:");
      problem.printStackTrace(err);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** The version that the build wrote down. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = RemoraCommand.class.getResourceAsStream("version.properties")) {
        properties.load(in);
      }
      return new String[] {"remora " + properties.getProperty("version")};
    }
  }
}

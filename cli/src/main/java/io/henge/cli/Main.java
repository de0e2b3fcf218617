package io.henge.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code henge} command. */
@Command(
    name = "henge",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    usageHelpWidth = 100,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Operates a Henge cluster.",
    footer = {"", "Exit codes: 0 done, 1 not done for the reason given, 2 bad usage."},
    subcommands = RingCommand.class)
public final class Main {
  private static final int NOT_DONE = 1;

  /** Says the version that the build has written into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"henge " + (version == null ? "unpackaged" : version)};
    }
  }

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof AdminFailure) {
            command.getErr().println("henge: " + failure.getMessage());
            return NOT_DONE;
          }
          throw failure;
        });
    return line;
  }
}

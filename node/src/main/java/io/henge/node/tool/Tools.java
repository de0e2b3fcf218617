package io.henge.node.tool;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The tools in the node's jar: {@code henge-node COMMAND --data DIR}. They work on the directory of
 * a node that does not run, in this process and without any network.
 *
 * <p>Exit codes: 0 done and nothing damaged, 1 damage found or not done, 2 bad usage.
 */
@Command(name = "henge-node")
public final class Tools {
  private static final int HELP_WIDTH = 100;

  private static final Map<String, Class<?>> COMMANDS =
      Map.of(
          "fsck", FsckCommand.class,
          "rebuild-index", RebuildIndexCommand.class,
          "inspect", InspectCommand.class,
          "backup", BackupCommand.class,
          "restore", RestoreCommand.class);

  private Tools() {}

  /** Whether the arguments ask for a tool and not for a node. */
  public static boolean areAskedFor(String[] arguments) {
    return arguments.length > 0 && COMMANDS.containsKey(arguments[0]);
  }

  /** Runs the tool that the first argument names; the result is the exit code. */
  public static int run(String[] arguments, PrintStream out, PrintStream err) {
    CommandLine all = new CommandLine(new Tools());
    COMMANDS.forEach(all::addSubcommand);
    return all.setOut(writer(out))
        .setErr(writer(err))
        .setUsageHelpWidth(HELP_WIDTH)
        .setParameterExceptionHandler(
            (failure, args) -> {
              err.println("henge-node " + arguments[0] + ": " + oneLine(failure));
              return Exit.BAD_USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getOut().flush();
              err.println("henge-node " + arguments[0] + ": " + oneLine(failure));
              return Exit.NOT_DONE;
            })
        .execute(arguments);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, false, StandardCharsets.UTF_8);
  }

  private static String oneLine(Exception failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return message.replaceAll("\\s*\\R\\s*", " ").strip();
  }
}

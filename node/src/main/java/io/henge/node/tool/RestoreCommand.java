package io.henge.node.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code restore}: a data directory from a backup. */
@Command(
    name = "restore",
    header = "Makes a data directory from a backup.",
    footer = {
      "",
      "The directory has the node's id and a new incarnation, and its index is not filled: it is a",
      "cache of bytes for versions that other nodes name. The cluster admits it by replacing the",
      "member, which is not possible in this version; until then no node starts on it.",
      "Exit codes: 0 done, 1 not done, 2 bad usage."
    })
final class RestoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The data directory to be made; missing or empty.")
  private Path data;

  @Option(
      names = "--from",
      paramLabel = "BACKUP",
      required = true,
      description = "The backup, such as OLD/backups/NAME.")
  private Path from;

  @SuppressWarnings("UnusedVariable")
  @Option(names = "--help", usageHelp = true, description = "Prints this text.")
  private boolean help;

  @Override
  public Integer call() throws IOException {
    DirectoryRestore.Report report = DirectoryRestore.run(from, data);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "restored: %d files, %d bytes; node %s, new incarnation %s, not filled%n",
        report.store().files(),
        report.store().bytes(),
        report.identity().node(),
        report.identity().incarnation());
    out.flush();
    return Exit.DONE;
  }
}

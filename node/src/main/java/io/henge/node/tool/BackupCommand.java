package io.henge.node.tool;

import io.henge.node.membership.ChainFiles;
import io.henge.node.membership.Identity;
import io.henge.node.storage.Backup;
import io.henge.node.storage.Medium;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backup}: a copy of a stopped node's directory. */
@Command(
    name = "backup",
    header = "Copies a stopped node's directory; a node that runs does so on its admin port.",
    footer = {
      "",
      "Blob files are linked where both are on one file system, else copied.",
      "A node that runs: curl -X POST 'http://127.0.0.1:7601/-/backup?name=NAME' makes the same in",
      "DIR/backups/NAME. What a backup is good for: docs/operations.md.",
      "Exit codes: 0 done, 1 not done, 2 bad usage."
    })
final class BackupCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Option(
      names = "--to",
      paramLabel = "DIR2",
      required = true,
      description = "Where to; there must be nothing of that name.")
  private Path to;

  @Override
  public Integer call() throws IOException {
    CommonOptions.requireDirectory(common.data());
    try (StoppedDirectory directory = StoppedDirectory.toChange(common.data())) {
      Identity identity =
          StoppedDirectory.await(new ChainFiles(directory.files()).storedIdentity())
              .orElseThrow(() -> new IOException("there is no identity, so no node's directory"));
      Backup.Report report =
          Backup.ofStopped(
              Medium.local(directory.vertx(), directory.paths()),
              directory.paths(),
              to,
              new Backup.Origin(identity.node(), identity.incarnation()));
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "kept: %d keys, %d files, %d bytes; %d files were missing%n",
          report.keys(), report.files(), report.bytes(), report.missing());
      out.flush();
      return Exit.DONE;
    }
  }
}

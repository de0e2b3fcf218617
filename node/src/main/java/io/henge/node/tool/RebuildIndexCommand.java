package io.henge.node.tool;

import io.henge.node.membership.ChainFiles;
import io.henge.node.replica.RemovalNumbers;
import io.henge.node.storage.IndexRebuild;
import io.henge.node.storage.Inspection;
import io.henge.node.storage.Medium;
import io.henge.node.storage.NewerFormatException;
import io.henge.node.storage.StorePaths;
import io.henge.node.storage.table.RocksTable;
import io.henge.ring.ChainEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rebuild-index}: a new index from the blob files. */
@Command(
    name = "rebuild-index",
    header = "Makes a new index from the blob files of a stopped node, when its own is lost.",
    footer = {
      "",
      "Every blob file is read and checked; corrupt ones are moved to quarantine/. The index that",
      "was there is kept as index.old-N. The node is unfilled afterwards: it serves what it has,",
      "and does not vote. What was in the old index alone does not come back: small blobs,",
      "tombstones, answers to repeated requests. If this is stopped, start it again.",
      "Exit codes: 0 done, 1 not done, 2 bad usage."
    })
final class RebuildIndexCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Option(
      names = "--force",
      description = "Does so although the index can be read; small blobs in it are given up.")
  private boolean force;

  @Option(
      names = "--names",
      description = "Makes only the order of names anew, of an index that can be read.")
  private boolean names;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    CommonOptions.requireDirectory(common.data());
    try (StoppedDirectory directory = StoppedDirectory.toChange(common.data())) {
      if (names) {
        IndexRebuild.runForNames(
            Medium.local(directory.vertx(), directory.paths()), directory.paths());
        out.println("rebuilt: the order of names");
        out.flush();
        return Exit.DONE;
      }
      ChainEntry chain = chain(directory);
      StorePaths paths = directory.paths();
      if (!force) {
        requireUnreadable(directory);
      }
      Path made = IndexRebuild.newIndex(paths);
      IndexRebuild.Totals totals =
          IndexRebuild.run(
              directory.disk(),
              paths,
              new IndexRebuild.Target(
                  chain.layout().partitions(),
                  chain.position().number(),
                  StoppedDirectory.await(RemovalNumbers.open(directory.files()))::number,
                  failed -> RocksTable.open(made, failed)),
              listener(out));
      out.println("rebuilt: " + text(totals));
      out.println(
          "not rebuilt, because it was in the old index alone: small blobs, tombstones, answers to"
              + " repeated requests. The node is unfilled from now on.");
      out.flush();
      return Exit.DONE;
    }
  }

  private static ChainEntry chain(StoppedDirectory directory) throws IOException {
    return StoppedDirectory.await(new ChainFiles(directory.files()).chain())
        .orElseThrow(
            () ->
                new IOException(
                    "there is no chain.json, which says into how many partitions the keys are"
                        + " divided; copy it from another node of the cluster"));
  }

  /** An index that can be read has more than the files do. */
  private static void requireUnreadable(StoppedDirectory directory) throws IOException {
    Path current = directory.paths().index().resolve("CURRENT");
    if (Files.notExists(current)) {
      return;
    }
    long keys;
    try (Inspection index =
        Inspection.open(Medium.readOnly(directory.vertx(), directory.paths()), directory.paths())) {
      keys = index.count();
    } catch (NewerFormatException newer) {
      throw newer;
    } catch (IOException unreadable) {
      return;
    }
    throw new IOException(
        "the index can be read and has %d keys, with small blobs that are nowhere else; --force"
                .formatted(keys)
            + " gives them up");
  }

  private IndexRebuild.Listener listener(PrintWriter out) {
    Progress progress = new Progress(spec.commandLine().getErr());
    return new IndexRebuild.Listener() {
      @Override
      public void leftOut(Path file, String why) {
        out.println("left out " + file + ": " + why);
      }

      @Override
      public void progress(IndexRebuild.Totals soFar) {
        progress.show(() -> text(soFar));
      }
    };
  }

  private static String text(IndexRebuild.Totals totals) {
    return "%d keys, %d live versions, %d bytes; %d replaced, %d corrupt, %d other files"
        .formatted(
            totals.keys(),
            totals.versions(),
            totals.bytes(),
            totals.replaced(),
            totals.corrupt(),
            totals.skipped());
  }
}

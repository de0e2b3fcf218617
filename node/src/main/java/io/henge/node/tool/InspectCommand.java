package io.henge.node.tool;

import io.henge.node.membership.ChainFiles;
import io.henge.node.storage.Inspection;
import io.henge.node.storage.KeyText;
import io.henge.node.storage.Medium;
import io.henge.ring.BlobKey;
import io.henge.ring.ChainEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inspect}: looks at the index. */
@Command(
    name = "inspect",
    header = "Looks at the index of a stopped node. Changes nothing.",
    synopsisSubcommandLabel = "(keys | show KEY | dump | count) --data DIR",
    footer = {"", "Exit codes: 0 done, 1 not done, or no such key, 2 bad usage."},
    subcommands = {
      InspectCommand.Keys.class,
      InspectCommand.Show.class,
      InspectCommand.Dump.class,
      InspectCommand.Count.class
    })
final class InspectCommand {
  private static final String ESCAPES =
      "Signs that cannot be printed, and backslashes, stand as \\u0000 (UTF-16) and \\\\.";

  @SuppressWarnings("UnusedVariable")
  @Option(names = "--help", usageHelp = true, description = "Prints this text.")
  private boolean help;

  private InspectCommand() {}

  /** Opens the index for one of the commands. */
  private static final class Opened implements AutoCloseable {
    private final StoppedDirectory directory;
    private final Inspection index;

    Opened(CommonOptions common) throws IOException {
      this.directory = StoppedDirectory.toLookAt(common.data());
      try {
        this.index =
            Inspection.open(
                Medium.readOnly(directory.vertx(), directory.paths()), directory.paths());
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
    }

    ChainEntry chain() throws IOException {
      return StoppedDirectory.await(new ChainFiles(directory.files()).chain())
          .orElseThrow(() -> new IOException("there is no chain.json, so no key can be looked up"));
    }

    @Override
    public void close() throws IOException {
      index.close();
      directory.close();
    }
  }

  /** {@code inspect keys}. */
  @Command(
      name = "keys",
      header = "Prints the keys, deleted ones included, in the order of their bytes.",
      footer = {"", ESCAPES})
  static final class Keys implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CommonOptions common;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Only keys that begin so.")
    private String prefix = "";

    @Option(names = "--limit", paramLabel = "N", description = "So many at most.")
    private long limit = Long.MAX_VALUE;

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      long[] left = {limit};
      try (Opened opened = new Opened(common)) {
        opened.index.keys(
            prefix,
            key -> {
              boolean wanted = left[0]-- > 0;
              if (wanted) {
                out.println(KeyText.of(key));
              }
              return wanted && left[0] > 0 && !out.checkError();
            });
      }
      out.flush();
      return Exit.DONE;
    }
  }

  /** {@code inspect show}. */
  @Command(name = "show", header = "Prints what is known of a key.")
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CommonOptions common;

    @Parameters(paramLabel = "KEY", description = "The key as it is, or as 'keys' prints it.")
    private String key = "";

    @Override
    public Integer call() throws IOException {
      try (Opened opened = new Opened(common)) {
        BlobKey wanted = KeyText.parse(key);
        Optional<Inspection.View> view =
            opened.index.show(opened.chain().layout().partitions(), wanted);
        if (view.isEmpty()) {
          throw new IOException("nothing is known of the key " + key);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(RecordText.forPeople(view.get()));
        out.flush();
        return Exit.DONE;
      }
    }
  }

  /** {@code inspect dump}. */
  @Command(name = "dump", header = "Prints all records as lines of JSON, by partition and key.")
  static final class Dump implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CommonOptions common;

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      PrintWriter err = spec.commandLine().getErr();
      int[] unreadable = {0};
      try (Opened opened = new Opened(common)) {
        opened.index.dump(
            view -> out.println(RecordText.json(view).encode()),
            why -> {
              unreadable[0]++;
              err.println("not a record: " + why);
            });
      }
      out.flush();
      err.flush();
      return unreadable[0] == 0 ? Exit.DONE : Exit.NOT_DONE;
    }
  }

  /** {@code inspect count}. */
  @Command(name = "count", header = "Prints how many keys there are, deleted ones included.")
  static final class Count implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private CommonOptions common;

    @Override
    public Integer call() throws IOException {
      try (Opened opened = new Opened(common)) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(opened.index.count());
        out.flush();
        return Exit.DONE;
      }
    }
  }
}

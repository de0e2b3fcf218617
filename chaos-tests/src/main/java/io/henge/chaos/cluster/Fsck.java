package io.henge.chaos.cluster;

import io.henge.chaos.machine.Command;
import java.nio.file.Path;
import java.util.List;

/** The node jar's own check of a stopped node's data directory. */
public final class Fsck {
  private Fsck() {}

  /** Fails unless the tool says that the directory is clean. */
  public static void requireClean(Path data) {
    Command fsck = run(data);
    if (fsck.exit() != 0) {
      throw new AssertionError(
          "fsck of %s ended with %d (0 clean, 1 damage found, 2 no such command or usage):%n%s"
              .formatted(data, fsck.exit(), fsck.output()));
    }
  }

  /** Runs it. */
  public static Command run(Path data) {
    List<String> command = NodeProcess.java();
    command.add(ClassArchive.option());
    command.addAll(NodeProcess.PACKAGED);
    command.addAll(List.of("fsck", "--data", data.toString()));
    return Command.run(command);
  }
}

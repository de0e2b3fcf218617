package io.henge.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

/** The node jar's own check of a stopped node's data directory. */
final class Fsck {
  private Fsck() {}

  /** Fails unless the tool says that the directory is clean. */
  static void requireClean(Path data) {
    Command fsck = run(data);
    assertThat(fsck.exit())
        .as(
            "fsck of %s (0 clean, 1 damage found, 2 no such command or usage):%n%s",
            data, fsck.output())
        .isZero();
  }

  /** Runs it. */
  static Command run(Path data) {
    return Command.run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + NodeProcess.HOME.resolve("node/jvm.options"),
            "-jar",
            NodeProcess.JAR.toString(),
            "fsck",
            "--data",
            data.toString()));
  }
}

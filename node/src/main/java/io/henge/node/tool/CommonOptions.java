package io.henge.node.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every tool asks for. */
final class CommonOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The data directory; no node may run on it.")
  private Path data;

  @Option(names = "--help", usageHelp = true, description = "Prints this text.")
  @SuppressWarnings("UnusedVariable")
  private boolean help;

  /** Refuses a directory that is not there, before it would be made. */
  static void requireDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString(), null, "there is no such directory");
    }
  }

  Path data() {
    return data;
  }
}

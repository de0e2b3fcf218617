package io.henge.chaos;

import io.henge.chaos.cluster.NodeProcess;
import io.henge.chaos.cluster.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a failed run leaves to be looked at: the nodes' logs and data directories without the bodies
 * of blobs, below {@code chaos-tests/target/evidence}.
 */
final class Evidence {
  private static final Path ROOT = NodeProcess.HOME.resolve("chaos-tests/target/evidence");

  private Evidence() {}

  /** Ends the nodes and keeps what they leave; for a test that is failing for that reason. */
  static void keep(String test, TestCluster cluster, Throwable reason) {
    try {
      Path kept = Files.createDirectories(ROOT.resolve(test + "-" + System.currentTimeMillis()));
      for (NodeProcess node : cluster.nodes()) {
        node.kill();
        copy(node.directory(), kept.resolve(node.directory().getFileName()));
      }
      Numbers.print("%s: evidence is in %s", test, kept);
    } catch (IOException | UncheckedIOException e) {
      reason.addSuppressed(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      all.filter(path -> !path.startsWith(from.resolve("data/blobs")))
          .filter(Files::isRegularFile)
          .forEach(path -> copyFile(path, to.resolve(from.relativize(path))));
    }
  }

  private static void copyFile(Path from, Path to) {
    try {
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

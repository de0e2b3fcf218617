package io.henge.chaos.cluster;

import io.henge.chaos.machine.DirectoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The classes of the packaged node as the JVM keeps them for its next runs (class data sharing).
 * Starting a node takes a third of the processor's time with it, and the tests start hundreds. Made
 * once for each jar, by a node that is started for that alone; kept beside the jar.
 */
public final class ClassArchive {
  private static final String SUFFIX = ".jsa";

  private ClassArchive() {}

  private static final class Holder {
    static final Path FILE = made();
  }

  /** The option of a JVM that takes classes from it. */
  static String option() {
    return "-XX:SharedArchiveFile=" + Holder.FILE;
  }

  private static Path made() {
    try {
      long version = Files.getLastModifiedTime(NodeProcess.JAR).toMillis();
      Path file = NodeProcess.JAR.resolveSibling("henge-node-" + version + SUFFIX);
      if (!Files.exists(file)) {
        make(file);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two processes of a build may both do so, and the last one's stays. */
  private static void make(Path file) throws IOException {
    Path directory = Files.createTempDirectory(file.getParent(), "archive-");
    Path made = directory.resolve("archive");
    List<String> program =
        List.of("-XX:ArchiveClassesAtExit=" + made, "-jar", NodeProcess.JAR.toString());
    try (TestCluster cluster = TestCluster.start(directory, List.of(program))) {
      NodeProcess node = cluster.node(1);
      PlainHttp http = new PlainHttp();
      http.write(node.key("any"), "any".getBytes(StandardCharsets.UTF_8));
      http.read(node.key("any"));
      node.terminate();
      node.awaitExit();
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      DirectoryTree.delete(directory);
    }
  }
}

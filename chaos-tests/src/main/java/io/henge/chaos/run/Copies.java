package io.henge.chaos.run;

import io.henge.chaos.check.Finding;
import io.henge.chaos.check.Invariant;
import io.henge.chaos.fault.NodeKeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files of blobs of nodes that are down, side by side: those of one name are the same, byte for
 * byte, and nothing is left of what was being written.
 */
final class Copies {
  private final List<NodeKeeper> nodes;

  Copies(List<NodeKeeper> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** What is not so. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    Map<String, Path> first = new HashMap<>();
    for (NodeKeeper node : nodes) {
      Path data = node.process().data();
      for (Path left : files(data.resolve("stage"))) {
        String text = "left of what was being written: " + left;
        findings.add(new Finding(Invariant.R, "", text, List.of()));
      }
      for (Path file : files(data.resolve("blobs"))) {
        Path other = first.putIfAbsent(file.getFileName().toString(), file);
        if (other != null && !areEqual(file, other)) {
          findings.add(finding("copies differ: " + other + " and " + file));
        }
      }
    }
    return findings;
  }

  private static Finding finding(String text) {
    return new Finding(Invariant.V, "", text, List.of());
  }

  private static boolean areEqual(Path one, Path other) {
    try {
      return Files.mismatch(one, other) < 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

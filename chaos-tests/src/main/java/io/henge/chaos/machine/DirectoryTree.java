package io.henge.chaos.machine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A directory with all that is in it. */
public final class DirectoryTree {
  private DirectoryTree() {}

  /**
   * Deletes all that is in a directory, but for some, and syncs that.
   *
   * @param isKept by its name in the directory
   */
  static void deleteBelow(Path root, Predicate<String> isKept) throws IOException {
    List<Path> deleted;
    try (Stream<Path> all = Files.list(root)) {
      deleted = all.filter(path -> !isKept.test(path.getFileName().toString())).toList();
    }
    for (Path path : deleted) {
      delete(path);
    }
    try (FileChannel directory = FileChannel.open(root, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  public static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

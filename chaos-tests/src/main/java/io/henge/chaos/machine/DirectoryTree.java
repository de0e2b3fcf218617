package io.henge.chaos.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
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
    try (Stream<Path> all = Files.list(root)) {
      for (Path path : all.toList()) {
        if (!isKept.test(path.getFileName().toString())) {
          delete(path);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
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
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}

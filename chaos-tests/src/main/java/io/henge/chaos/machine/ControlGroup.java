package io.henge.chaos.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where the kernel's control groups are, in version 1, which has a tree for each controller. */
final class ControlGroup {
  private ControlGroup() {}

  /** The root of a controller's tree; empty when there is none. */
  static Optional<Path> root(String controller) {
    return lines("/proc/mounts").stream()
        .map(line -> line.split(" ", -1))
        .filter(mount -> mount[2].equals("cgroup"))
        .filter(mount -> Arrays.asList(mount[3].split(",", -1)).contains(controller))
        .map(mount -> Path.of(mount[1]))
        .findFirst();
  }

  /** The group in a controller's tree in which this process is. */
  static Optional<Path> own(String controller) {
    return lines("/proc/self/cgroup").stream()
        .map(line -> line.split(":", 3))
        .filter(group -> Arrays.asList(group[1].split(",", -1)).contains(controller))
        .flatMap(
            group -> root(controller).map(root -> root.resolve(group[2].substring(1))).stream())
        .filter(Files::isDirectory)
        .findFirst();
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

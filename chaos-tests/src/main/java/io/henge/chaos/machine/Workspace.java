package io.henge.chaos.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory in which nodes run that have file systems of their own. Its name tells the process it
 * belongs to; with all that is mounted there it is removed at the end, and what a killed run left
 * is removed before the next one.
 */
public final class Workspace implements AutoCloseable {
  private static final OwnedNames NAMES = new OwnedNames("henge-mount-", "-[^/]+");

  /** A node takes no data directory that others can read. */
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;
  private final Runnable removal = this::remove;

  private Workspace(Path directory) {
    this.directory = directory;
    AtExit.ofProcess().add(AtExit.Stage.MACHINE, removal);
  }

  public static Workspace make() {
    sweep();
    try {
      return new Workspace(Files.createTempDirectory(NAMES.own() + "-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory in which a cluster is started. */
  public Path directory() {
    return directory;
  }

  /** Where a node of that cluster has its data; made if need be. */
  public Path data(int number) {
    try {
      Path node = directory.resolve("node-" + number);
      return Files.createDirectories(node.resolve("data"), OWNERS_ALONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    remove();
    AtExit.ofProcess().remove(AtExit.Stage.MACHINE, removal);
  }

  private void remove() {
    remove(directory);
  }

  private static void remove(Path workspace) {
    // First of all: what has not been written yet is written when it is unmounted.
    loopDevices(workspace).forEach(Throttle::lift);
    mountPoints(workspace).forEach(Workspace::detach);
    loopDevices(workspace).forEach(device -> Command.run("losetup", "-d", device));
    try {
      DirectoryTree.delete(workspace);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void detach(String point) {
    if (Command.run("umount", point).exit() != 0) {
      Command.must("umount", "--lazy", point);
    }
  }

  private static List<String> mountPoints(Path workspace) {
    try {
      return Files.readAllLines(Path.of("/proc/mounts")).stream()
          .map(line -> line.split(" ", -1)[1])
          .filter(point -> point.startsWith(workspace + "/"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> loopDevices(Path workspace) {
    return Command.run("losetup", "-a")
        .output()
        .lines()
        .filter(line -> line.contains("(" + workspace + "/"))
        .map(line -> line.substring(0, line.indexOf(':')))
        .toList();
  }

  /** Removes what processes left that are gone, and ends the nodes that they started there. */
  public static void sweep() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    try (Stream<Path> all = Files.list(temporary)) {
      for (Path orphan : all.filter(Workspace::isOrphan).toList()) {
        endNodes(orphan);
        remove(orphan);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What belongs to another user is his to remove. */
  private static boolean isOrphan(Path path) {
    return NAMES.isOrphan(path.getFileName().toString()) && Files.isWritable(path);
  }

  private static void endNodes(Path workspace) {
    Pattern data = Pattern.compile(Pattern.quote(workspace + "/node-") + "\\d+/data");
    ProcessHandle.allProcesses()
        .filter(process -> runsOn(data, process.info()))
        .forEach(
            process -> {
              process.destroyForcibly();
              process.onExit().join();
            });
  }

  private static boolean runsOn(Pattern data, ProcessHandle.Info process) {
    return Arrays.stream(process.arguments().orElse(new String[0]))
        .anyMatch(argument -> data.matcher(argument).matches());
  }
}

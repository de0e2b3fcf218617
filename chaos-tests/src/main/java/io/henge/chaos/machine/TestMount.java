package io.henge.chaos.machine;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file system of its own for a node's data directory: a tmpfs of limited size, or an ext4 in a
 * file on a loop device. All that it makes lies below one directory whose name tells the process it
 * belongs to; it is removed at the end, and what a killed run left is removed before the next one.
 */
public final class TestMount implements AutoCloseable {
  private static final String PREFIX = "henge-mount-";
  private static final Pattern OWNED = Pattern.compile(".*/" + PREFIX + "(\\d+)-[^/]+/");
  private static final Duration UNMOUNT_WITHIN = Duration.ofSeconds(30);

  private final Path workspace;
  private final List<String> mount;
  private final Thread hook = new Thread(this::remove);

  private TestMount(Path workspace, List<String> mount) {
    this.workspace = workspace;
    this.mount = List.copyOf(mount);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Why nothing can be mounted here, empty when it can. Prints REDUCED then. */
  public static Optional<String> refusal(String test) {
    Optional<String> refusal = refusal();
    refusal.ifPresent(why -> System.out.printf("%s: REDUCED, it did not run: %s%n", test, why));
    return refusal;
  }

  private static Optional<String> refusal() {
    if (!Command.run("id", "-u").output().strip().equals("0")) {
      return Optional.of("only root may mount");
    }
    for (String command : List.of("mount", "umount", "losetup", "mkfs.ext4")) {
      if (Command.run(command, "--version").exit() == Command.NOT_FOUND) {
        return Optional.of("there is no " + command);
      }
    }
    sweep();
    try (TestMount probe = tmpfs("1m")) {
      return Files.isDirectory(probe.data())
          ? Optional.empty()
          : Optional.of("a mounted directory cannot be seen");
    } catch (UncheckedIOException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** A tmpfs of that size. */
  public static TestMount tmpfs(String size) {
    Path workspace = workspace();
    Path point = point(workspace);
    List<String> mount =
        List.of("mount", "-t", "tmpfs", "-o", "mode=700,size=" + size, PREFIX, point.toString());
    return new TestMount(workspace, mount).begin();
  }

  /** An ext4 of that many bytes in a sparse file. */
  public static TestMount ext4(long bytes) throws IOException {
    Path workspace = workspace();
    Path point = point(workspace);
    Path image = workspace.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    }
    Command.must("mkfs.ext4", "-q", "-F", image.toString());
    List<String> mount =
        List.of("mount", "-t", "ext4", "-o", "loop", image.toString(), point.toString());
    TestMount made = new TestMount(workspace, mount).begin();
    Files.delete(point.resolve("lost+found"));
    Files.setPosixFilePermissions(point, PosixFilePermissions.fromString("rwx------"));
    made.unmount();
    made.mount();
    return made;
  }

  private static Path workspace() {
    try {
      return Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a node whose directory is {@code node-1} of the workspace has its data. */
  private static Path point(Path workspace) {
    try {
      return Files.createDirectories(workspace.resolve("node-1").resolve("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TestMount begin() {
    try {
      mount();
      return this;
    } catch (UncheckedIOException e) {
      close();
      throw e;
    }
  }

  /** The directory that a cluster of one node is started in. */
  public Path directory() {
    return workspace;
  }

  /** The mounted directory, which is the node's data directory. */
  public Path data() {
    return workspace.resolve("node-1").resolve("data");
  }

  public void mount() {
    Command.must(mount.toArray(String[]::new));
  }

  /** Unmounts; who used it a moment ago may still hold it. */
  public void unmount() {
    await()
        .atMost(UNMOUNT_WITHIN)
        .until(() -> Command.run("umount", data().toString()).exit() == 0);
  }

  @Override
  public void close() {
    remove();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void remove() {
    remove(workspace);
  }

  private static void remove(Path workspace) {
    mountPoints()
        .filter(point -> point.startsWith(workspace.toString() + "/"))
        .forEach(TestMount::detach);
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

  private static Stream<String> mountPoints() {
    try {
      return Files.readAllLines(Path.of("/proc/mounts")).stream()
          .map(line -> line.split(" ", -1)[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> loopDevices(Path workspace) {
    return Command.run("losetup", "-a")
        .output()
        .lines()
        .filter(line -> line.contains("(" + workspace + "/"))
        .map(line -> line.substring(0, line.indexOf(':')));
  }

  /** Removes what processes left that are gone. */
  private static void sweep() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    try (Stream<Path> all = Files.list(temporary)) {
      for (Path orphan : all.filter(path -> isOrphan(path + "/")).toList()) {
        endNodes(orphan);
        remove(orphan);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the nodes that run on data below a workspace whose owner is gone. */
  private static void endNodes(Path workspace) {
    ProcessHandle.allProcesses()
        .filter(process -> runsBelow(workspace, process.info()))
        .forEach(
            process -> {
              process.destroyForcibly();
              process.onExit().join();
            });
  }

  private static boolean runsBelow(Path workspace, ProcessHandle.Info process) {
    return Arrays.asList(process.arguments().orElse(new String[0]))
        .contains(workspace.resolve("node-1").resolve("data").toString());
  }

  private static boolean isOrphan(String path) {
    Matcher owned = OWNED.matcher(path);
    return owned.matches()
        && ProcessHandle.of(Long.parseLong(owned.group(1)))
            .filter(ProcessHandle::isAlive)
            .isEmpty();
  }
}

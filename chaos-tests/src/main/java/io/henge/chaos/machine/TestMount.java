package io.henge.chaos.machine;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file system that is mounted where a node of a workspace has its data: a tmpfs of limited size,
 * or an ext4 in a sparse file on a loop device. It goes with the workspace.
 */
final class TestMount {
  private static final Duration UNMOUNT_WITHIN = Duration.ofSeconds(30);

  private final Path point;
  private final Optional<Path> image;
  private final List<String> mount;

  private TestMount(Path point, Optional<Path> image, List<String> mount) {
    this.point = point;
    this.image = image;
    this.mount = List.copyOf(mount);
    mount();
  }

  static TestMount tmpfs(Path point, long bytes) {
    String options = "mode=700,size=" + bytes;
    return new TestMount(
        point,
        Optional.empty(),
        List.of("mount", "-t", "tmpfs", "-o", options, "henge", point.toString()));
  }

  static TestMount ext4(Path point, Path image, long bytes) {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // All of it is for the node, which may not be root: nothing is reserved.
    Command.must("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
    String options = "loop,errors=remount-ro";
    TestMount made =
        new TestMount(
            point,
            Optional.of(image),
            List.of("mount", "-t", "ext4", "-o", options, image.toString(), point.toString()));
    try {
      Files.delete(point.resolve("lost+found"));
      Files.setPosixFilePermissions(point, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    made.unmount();
    made.mount();
    return made;
  }

  void mount() {
    Command.must(mount.toArray(String[]::new));
  }

  /** Unmounts what is mounted; who used it a moment ago may still hold it. */
  void unmount() {
    await()
        .atMost(UNMOUNT_WITHIN)
        .until(() -> !isMounted() || Command.run("umount", point.toString()).exit() == 0);
  }

  private boolean isMounted() {
    return mounts().anyMatch(line -> line[1].equals(point.toString()));
  }

  /** Whether it could be changed to {@code ro} or {@code rw}. */
  boolean remount(String readOnlyOrNot) {
    return Command.run("mount", "-o", "remount," + readOnlyOrNot, point.toString()).exit() == 0;
  }

  /** The device on which it is mounted, which is of its own image; empty when there is none. */
  Optional<String> device() {
    return mounts()
        .filter(line -> line[1].equals(point.toString()))
        .map(line -> line[0])
        .filter(this::isOfImage)
        .findFirst();
  }

  private boolean isOfImage(String device) {
    return image
        .map(file -> Command.run("losetup", "-j", file.toString()).output().lines())
        .orElse(Stream.empty())
        .anyMatch(line -> line.startsWith(device + ":"));
  }

  private static Stream<String[]> mounts() {
    try {
      return Files.readAllLines(Path.of("/proc/mounts")).stream().map(line -> line.split(" ", -1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

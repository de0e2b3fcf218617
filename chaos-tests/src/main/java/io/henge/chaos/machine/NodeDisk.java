package io.henge.chaos.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The disk of one node of a workspace, which can be filled, slowed down, made read-only, broken,
 * and lose its power. What can be done to it depends on its {@link Kind}; for the rest see {@link
 * Probe}. Safe for many threads: nobody gets hold of it while it is mounted anew, and where nothing
 * is mounted nothing is done to what is below.
 */
public final class NodeDisk {
  private static final String FILLER = "filler";
  private static final long PROBE_BYTES = 8 << 20;

  private final Kind kind;
  private final Path data;
  private final Optional<TestMount> mount;
  private OptionalLong slowTo = OptionalLong.empty();

  private NodeDisk(Kind kind, Path data, Optional<TestMount> mount) {
    this.kind = kind;
    this.data = data;
    this.mount = mount;
  }

  /** What a disk is made of, the most able first. */
  public enum Kind {
    /** An ext4 of its own, on a loop device: all faults. */
    EXT4,
    /** A tmpfs of its own: can be full. */
    TMPFS,
    /** A directory as any other. */
    DIRECTORY
  }

  /** Why there can be no disk of a kind here, empty when there can. */
  public static Optional<String> refusal(Kind kind) {
    if (kind == Kind.DIRECTORY) {
      return Optional.empty();
    }
    if (!Command.isRoot()) {
      return Optional.of("only root may mount");
    }
    for (String command : new String[] {"mount", "umount", "losetup", "mkfs.ext4"}) {
      Optional<String> missing = Command.missing(command, "--version");
      if (missing.isPresent() && (kind == Kind.EXT4 || command.endsWith("mount"))) {
        return missing;
      }
    }
    try (Workspace workspace = Workspace.make()) {
      make(workspace, 1, kind, PROBE_BYTES);
      return Optional.empty();
    } catch (UncheckedIOException e) {
      return e.getMessage().lines().findFirst();
    }
  }

  /** The most able kind of disk that there can be here. */
  public static Kind best() {
    return Arrays.stream(Kind.values())
        .filter(kind -> refusal(kind).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  /** Makes the disk of a node. */
  public static NodeDisk make(Workspace workspace, int node, Kind kind, long bytes) {
    Path data = workspace.data(node);
    Path image = workspace.directory().resolve("node-" + node + ".image");
    return switch (kind) {
      case EXT4 -> new NodeDisk(kind, data, Optional.of(TestMount.ext4(data, image, bytes)));
      case TMPFS -> new NodeDisk(kind, data, Optional.of(TestMount.tmpfs(data, bytes)));
      case DIRECTORY -> new NodeDisk(kind, data, Optional.empty());
    };
  }

  public Kind kind() {
    return kind;
  }

  /** The node's data directory, where the disk is mounted. */
  public Path data() {
    return data;
  }

  /**
   * Takes all the room that there is, to the last block. What the node gives up later is free; the
   * next call takes that, too.
   */
  public synchronized void fill() throws IOException {
    require(kind != Kind.DIRECTORY);
    try (MountedDirectory root = MountedDirectory.open(data)) {
      Path filler = root.path().resolve(FILLER);
      if (!Files.exists(filler)) {
        Files.createFile(filler);
      }
      Filler.fill(filler);
    }
  }

  /** Gives the room back. */
  public synchronized void free() throws IOException {
    require(kind != Kind.DIRECTORY);
    try (MountedDirectory root = MountedDirectory.open(data)) {
      Files.deleteIfExists(root.path().resolve(FILLER));
    }
  }

  /**
   * Removes all that the node has there, for good. Nobody may use it.
   *
   * @throws IOException when some of it may still be there
   */
  public synchronized void empty() throws IOException {
    if (kind == Kind.DIRECTORY) {
      DirectoryTree.deleteBelow(data, name -> false);
    } else {
      try (MountedDirectory root = MountedDirectory.open(data)) {
        DirectoryTree.deleteBelow(root.path(), NodeDisk::isOwn);
      }
    }
  }

  /** What a file system has of itself, or a fault has put there. */
  private static boolean isOwn(String name) {
    return name.equals("lost+found") || name.equals(FILLER);
  }

  /**
   * Makes it read-only, also for files that are open for writing: where there are some, as the
   * kernel does after an error of the file system.
   */
  public synchronized void remountReadOnly() throws IOException {
    require(kind == Kind.EXT4);
    if (!mount.orElseThrow().remount("ro")) {
      String device = Path.of(device()).getFileName().toString();
      Files.writeString(Path.of("/sys/fs/ext4", device, "trigger_fs_error"), "read-only");
    }
  }

  /**
   * Whether it can be written to again. After an error it cannot, as long as it is mounted: the
   * node has to be killed, and the disk be {@linkplain #restore() restored}.
   */
  public synchronized boolean remountWritable() {
    require(kind == Kind.EXT4);
    if (!mount.orElseThrow().remount("rw")) {
      return false;
    }
    try (MountedDirectory root = MountedDirectory.open(data)) {
      Files.delete(Files.createTempFile(root.path(), "writable", ""));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The power fails; kill the node then, and {@linkplain #restore() restore} the disk. */
  public synchronized void cutPower() throws IOException {
    require(kind == Kind.EXT4);
    PowerCut.hit(data);
  }

  /** The disk breaks while the node runs on: every access fails until it is restored. */
  public synchronized void fail() throws IOException {
    require(kind == Kind.EXT4);
    PowerCut.breakDisk(data);
  }

  /** Mounts it anew, with what had reached it; if it is slow it stays so. Nobody may use it. */
  public synchronized void restore() {
    require(kind == Kind.EXT4);
    mount.orElseThrow().device().ifPresent(Throttle::lift);
    mount.orElseThrow().unmount();
    mount.orElseThrow().mount();
    slowTo.ifPresent(bytesPerSecond -> Throttle.set(device(), bytesPerSecond));
  }

  /** From now on it reads so many bytes a second at most, and writes as many. */
  public synchronized void slow(long bytesPerSecond) {
    require(kind == Kind.EXT4);
    Throttle.set(device(), bytesPerSecond);
    slowTo = OptionalLong.of(bytesPerSecond);
  }

  /** The end of {@link #slow}. */
  public synchronized void fast() {
    require(kind == Kind.EXT4);
    slowTo = OptionalLong.empty();
    mount.orElseThrow().device().ifPresent(Throttle::lift);
  }

  private String device() {
    return mount.orElseThrow().device().orElseThrow();
  }

  private void require(boolean able) {
    if (!able) {
      throw new UnsupportedOperationException("not with a disk that is a " + kind);
    }
  }
}

package io.henge.node.storage;

import io.henge.node.blob.ByteRange;
import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.disk.ReadableFile;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.version.Dot;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The large bodies' files: {@code blobs/ab/cd/<name>}, where the name is the SHA-256 of the key in
 * hexadecimal digits and the version's token, and {@code abcd} its beginning. A name stands for one
 * version for ever, so a file is never written to after it got its name. All calls may wait for the
 * disk.
 */
final class BlobFiles {
  private final Disk disk;
  private final Path root;
  private final Quarantine quarantine;
  private final StorageHealth health;
  private final CommitSteps steps;

  /**
   * One bit for each directory whose own name is known to be durable. What was found at the start
   * is not: whoever made it may have died before the sync.
   */
  private final AtomicIntegerArray durableDirectories = new AtomicIntegerArray((1 << 16) / 32);

  BlobFiles(Disk disk, Path root, Quarantine quarantine, StorageHealth health, CommitSteps steps) {
    this.disk = disk;
    this.root = root;
    this.quarantine = quarantine;
    this.health = health;
    this.steps = steps;
  }

  /** The file name of a version's body. */
  static String name(BlobKey key, Dot dot) {
    return KeyHash.of(key).hex() + "." + dot.token();
  }

  /** Where the file of that name is, or would be. */
  Path path(String name) {
    return directory(name).resolve(name);
  }

  private Path directory(String name) {
    return root.resolve(name.substring(0, 2)).resolve(name.substring(2, 4));
  }

  /**
   * Gives a whole and synced file its name, durably. After a failed sync the store is poisoned; any
   * other failure leaves nothing behind under the name.
   */
  void place(Path staged, String name) throws IOException {
    Path directory = directory(name);
    int number = Integer.parseInt(name, 0, 4, 16);
    boolean known = isDurable(number);
    if (!known) {
      disk.createDirectories(directory);
    }
    move(staged, path(name));
    steps.after(CommitSteps.Step.RENAMED);
    try {
      disk.syncDirectory(directory);
      if (!known) {
        disk.syncDirectory(directory.getParent());
        disk.syncDirectory(root);
        setDurable(number);
      }
      steps.after(CommitSteps.Step.DIRECTORY_SYNCED);
    } catch (IOException e) {
      throw health.poison("syncing " + directory, e);
    }
  }

  // Not while a damaged file of that name is being moved aside, lest its successor be moved.
  private synchronized void move(Path staged, Path file) throws IOException {
    disk.move(staged, file);
  }

  private boolean isDurable(int directory) {
    return (durableDirectories.get(directory / 32) & (1 << directory)) != 0;
  }

  private void setDurable(int directory) {
    durableDirectories.getAndUpdate(directory / 32, bits -> bits | (1 << directory));
  }

  /** A file opened for reading, and what it says of itself. */
  record Opened(ReadableFile file, BlobFooter footer) {}

  /**
   * Opens a version's file, and checks that it is that version's and that the blocks of a slice are
   * sound; empty when there is none. A damaged file is moved to quarantine.
   *
   * @throws StorageFailure CORRUPT when the file is damaged, or another version's
   */
  Optional<Opened> open(BlobKey key, Dot dot, ByteRange checked) throws IOException {
    Path path = path(name(key, dot));
    ReadableFile file;
    try {
      file = disk.open(path);
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
    try {
      BlobFooter footer = BlobFileFormat.read(file, path);
      if (!footer.key().equals(key) || !footer.version().dot().equals(dot)) {
        throw misplaced(path, footer);
      }
      BlobFileFormat.verify(file, footer, checked, path);
      return Optional.of(new Opened(file, footer));
    } catch (IOException | RuntimeException e) {
      file.close();
      moveAsideIfCorrupt(path, file.facts().identity(), e);
      throw e;
    }
  }

  private static StorageFailure misplaced(Path path, BlobFooter found) {
    return new StorageFailure(
        StorageFailure.Kind.CORRUPT,
        "%s holds %s of %s".formatted(path, found.version().dot(), found.key()));
  }

  /**
   * Reads and checks all of a file of that name: footer, blocks, whole. A damaged file is moved to
   * quarantine.
   *
   * @throws StorageFailure CORRUPT when anything in it is damaged
   * @throws NoSuchFileException when there is no such file (any more)
   */
  BlobFooter verify(String name) throws IOException {
    Path path = path(name);
    try (ReadableFile file = disk.open(path)) {
      try {
        BlobFooter footer = BlobFileFormat.verify(file, path);
        if (!name(footer.key(), footer.version().dot()).equals(name)) {
          throw misplaced(path, footer);
        }
        return footer;
      } catch (StorageFailure e) {
        moveAsideIfCorrupt(path, file.facts().identity(), e);
        throw e;
      }
    }
  }

  // A good copy may have taken the name meanwhile; only the file that was read is moved.
  private synchronized void moveAsideIfCorrupt(Path file, Object identity, Exception found)
      throws IOException {
    boolean corrupt =
        found instanceof StorageFailure failure && failure.kind() == StorageFailure.Kind.CORRUPT;
    try {
      if (corrupt && disk.facts(file).identity().equals(identity)) {
        quarantine.take(file);
      }
    } catch (NoSuchFileException gone) {
      // Somebody else moved it, or its version was replaced.
      return;
    }
  }

  /** Removes a file's name; idempotent. Durable after {@link #syncDirectories}. */
  void unlink(String name) throws IOException {
    disk.delete(path(name));
  }

  /** Makes the removal of these names durable. After a failure the store is poisoned. */
  void syncDirectories(Collection<String> names) {
    Set<Path> directories = new TreeSet<>();
    names.forEach(name -> directories.add(directory(name)));
    for (Path directory : directories) {
      try {
        if (disk.exists(directory)) {
          disk.syncDirectory(directory);
        }
      } catch (IOException e) {
        throw health.poison("syncing " + directory, e);
      }
    }
  }
}

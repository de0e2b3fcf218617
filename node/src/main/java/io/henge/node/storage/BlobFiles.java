package io.henge.node.storage;

import io.henge.node.storage.disk.Disk;
import io.henge.node.storage.disk.FileFacts;
import io.henge.node.storage.disk.ReadableFile;
import io.henge.ring.BlobKey;
import io.henge.ring.KeyHash;
import io.henge.ring.version.Dot;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The large bodies' files: {@code blobs/ab/cd/<name>}, where the name is the SHA-256 of the key in
 * hexadecimal digits and the version's token, and {@code abcd} its beginning. A name stands for one
 * version for ever, so a file is never written to after it got its name. All calls may wait for the
 * disk.
 */
final class BlobFiles {
  private static final Logger LOG = LoggerFactory.getLogger(BlobFiles.class);

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

  /** The names that are to go when unlinking is not held any more; guarded by this. */
  private final Set<String> held = new HashSet<>();

  private boolean holdsUnlinks;

  /** Whether a file could not be unlinked, and is left to the next start; guarded by this. */
  private boolean hasLeftOne;

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

  /** Whether there is a file of that name, sound or not. */
  boolean exists(String name) {
    return disk.exists(path(name));
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
      throw health.syncFailed("syncing " + directory, e);
    }
  }

  // Not while a damaged file of that name is being moved aside, lest its successor be moved.
  private synchronized void move(Path staged, Path file) throws IOException {
    held.remove(file.getFileName().toString());
    disk.move(staged, file);
  }

  private boolean isDurable(int directory) {
    return (durableDirectories.get(directory / 32) & (1 << directory)) != 0;
  }

  private void setDurable(int directory) {
    durableDirectories.getAndUpdate(directory / 32, bits -> bits | (1 << directory));
  }

  /** A file opened for reading, where it was, and what it says of itself. */
  record Opened(ReadableFile file, Path path, BlobFooter footer) {
    /** What tells this file from others that may get its name. */
    FileFacts facts() {
      return file.facts();
    }
  }

  /**
   * Opens a version's file, and checks that it is that version's, without a look at the body; empty
   * when there is none. A damaged file is moved to quarantine.
   *
   * @throws StorageFailure CORRUPT when the file is damaged, or another version's
   */
  Optional<Opened> open(BlobKey key, Dot dot) throws IOException {
    return open(key, dot, BlobFileFormat::read);
  }

  /** The same for whoever looks for damage: a file that the disk cannot read is damaged, too. */
  Optional<Opened> openToCheck(BlobKey key, Dot dot) throws IOException {
    return open(key, dot, (file, path) -> readOrFind(BlobFileFormat::read, file, path));
  }

  /** A way of reading what a file says of itself. */
  @FunctionalInterface
  private interface FooterReader {
    BlobFooter read(ReadableFile file, Path path) throws IOException;
  }

  private static BlobFooter readOrFind(FooterReader reader, ReadableFile file, Path path)
      throws IOException {
    try {
      return reader.read(file, path);
    } catch (IOException e) {
      if (DiskErrors.isUnreadable(e)) {
        throw new StorageFailure(StorageFailure.Kind.CORRUPT, path + " cannot be read any more", e);
      }
      throw e;
    }
  }

  private Optional<Opened> open(BlobKey key, Dot dot, FooterReader reader) throws IOException {
    Path path = path(name(key, dot));
    ReadableFile file;
    try {
      file = disk.open(path);
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
    try {
      BlobFooter footer = reader.read(file, path);
      if (!footer.key().equals(key) || !footer.version().dot().equals(dot)) {
        throw misplaced(path, footer);
      }
      return Optional.of(new Opened(file, path, footer));
    } catch (IOException | RuntimeException e) {
      try (file) {
        moveAsideIfCorrupt(path, file.facts(), e);
      }
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
        BlobFooter footer = readOrFind(BlobFileFormat::verify, file, path);
        if (!name(footer.key(), footer.version().dot()).equals(name)) {
          throw misplaced(path, footer);
        }
        return footer;
      } catch (StorageFailure e) {
        moveAsideIfCorrupt(path, file.facts(), e);
        throw e;
      }
    }
  }

  /** Moves a file to quarantine in which damage was found; it must still be open. */
  void moveAsideIfCorrupt(Opened opened, StorageFailure found) throws IOException {
    moveAsideIfCorrupt(opened.path(), opened.facts(), found);
  }

  // A good copy may have taken the name meanwhile; only the file that was read is moved. It has to
  // be open until then: afterwards its identity may be given to that good copy.
  private synchronized void moveAsideIfCorrupt(Path file, FileFacts read, Exception found)
      throws IOException {
    boolean corrupt =
        found instanceof StorageFailure failure && failure.kind() == StorageFailure.Kind.CORRUPT;
    try {
      if (corrupt && disk.facts(file).identity().equals(read.identity())) {
        quarantine.take(file);
        syncAfterMove(file.getParent());
      }
    } catch (NoSuchFileException gone) {
      // Somebody else moved it, or its version was replaced.
      return;
    }
  }

  // A file that a power cut brought back would pass for the good copy that its note waits for.
  private void syncAfterMove(Path directory) {
    try {
      disk.syncDirectory(directory);
    } catch (IOException e) {
      throw health.syncFailed("syncing " + directory, e);
    }
  }

  /** Something to be looked up while nothing changes. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException;
  }

  /**
   * What a file of that name says of itself. A damaged file is moved to quarantine.
   *
   * @throws StorageFailure CORRUPT when that is damaged, or about another version
   * @throws NoSuchFileException when there is no such file
   */
  BlobFooter footer(String name) throws IOException {
    Path path = path(name);
    try (ReadableFile file = disk.open(path)) {
      try {
        BlobFooter footer = BlobFileFormat.read(file, path);
        if (!name(footer.key(), footer.version().dot()).equals(name)) {
          throw misplaced(path, footer);
        }
        return footer;
      } catch (StorageFailure e) {
        moveAsideIfCorrupt(path, file.facts(), e);
        throw e;
      }
    }
  }

  /**
   * Removes a file's name if it is still that file and a condition holds, while no file can get the
   * name; whether it did.
   */
  synchronized boolean unlinkIf(String name, Object identity, Condition condition)
      throws IOException {
    Path file = path(name);
    try {
      boolean isThatFile = disk.facts(file).identity().equals(identity);
      if (holdsUnlinks || !isThatFile || !condition.holds()) {
        return false;
      }
    } catch (NoSuchFileException gone) {
      return false;
    }
    disk.delete(file);
    return true;
  }

  /**
   * Removes a file's name; idempotent. Durable after {@link #syncDirectories}.
   *
   * @return whether it is gone; otherwise it is held, and goes later
   */
  synchronized boolean unlink(String name) throws IOException {
    if (holdsUnlinks) {
      held.add(name);
      return false;
    }
    delete(name);
    return true;
  }

  private synchronized void delete(String name) throws IOException {
    try {
      disk.delete(path(name));
    } catch (IOException e) {
      hasLeftOne = true;
      throw e;
    }
  }

  /** Whether no file is left that was to be unlinked. */
  synchronized boolean hasUnlinkedAll() {
    return held.isEmpty() && !hasLeftOne;
  }

  /** Lets no file be unlinked until {@link #releaseUnlinks}. */
  synchronized void holdUnlinks() {
    holdsUnlinks = true;
  }

  /**
   * Unlinks what was to be unlinked meanwhile, unless its name was given anew.
   *
   * @return the names that are gone
   */
  List<String> releaseUnlinks() {
    List<String> gone = new ArrayList<>();
    for (String name : endHold()) {
      try {
        if (unlinkIfHeld(name)) {
          gone.add(name);
        }
      } catch (IOException e) {
        // There is a note of it, so the next start tries again.
        LOG.warn("cannot unlink the blob file {}: {}", name, e.getMessage());
      }
    }
    return gone;
  }

  private synchronized List<String> endHold() {
    holdsUnlinks = false;
    return List.copyOf(held);
  }

  // One at a time: between looking and unlinking nobody may give the name anew.
  private synchronized boolean unlinkIfHeld(String name) throws IOException {
    boolean wasHeld = held.remove(name);
    if (wasHeld) {
      delete(name);
    }
    return wasHeld;
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
        throw health.syncFailed("syncing " + directory, e);
      }
    }
  }
}

package io.henge.node.storage;

import io.henge.node.storage.disk.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A node's data directory, held for as long as this is open.
 *
 * <pre>
 * LOCK          held by the process that uses the directory
 * index/        the records, and the small bodies
 * blobs/ab/cd/  the large bodies, one file each
 * stage/        bodies that are not yet visible; emptied at every start
 * quarantine/   copies that turned out to be corrupt
 * lib/          RocksDB's native part, extracted from the program
 * </pre>
 *
 * The small synced files of identity and chain stand beside them.
 */
public final class DataDirectory implements AutoCloseable {
  /** Held by the process that uses the directory. */
  public static final String LOCK = "LOCK";

  /**
   * The directories that this process holds. A process that opens and closes a locked file once
   * more loses its lock, so the second of two must not even do that.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final StorePaths paths;
  private final Path realPath;
  private final Optional<FileChannel> lockFile;

  private final AtomicBoolean closed = new AtomicBoolean();

  private DataDirectory(StorePaths paths, Path realPath, Optional<FileChannel> lockFile) {
    this.paths = paths;
    this.realPath = realPath;
    this.lockFile = lockFile;
  }

  /**
   * Takes a directory, made for its owner alone if it is not there. Does not wait for another
   * process to let it go.
   *
   * @throws IOException saying what to do when another process has it, when others than the owner
   *     may use it, or when it cannot be made
   */
  public static DataDirectory open(Path root) throws IOException {
    create(root);
    requirePrivate(root);
    requireNoBackup(root);
    return hold(root, () -> Optional.of(lock(root)), inUse(root));
  }

  /**
   * Takes a directory that is there and that no node uses, for looking at it: nothing is made, and
   * other processes may look at it, too. A directory without a lock file has never been a node's
   * and needs none.
   *
   * @throws IOException saying so when there is no such directory, or a node uses it
   */
  public static DataDirectory openStopped(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NoSuchFileException(root.toString(), null, "there is no such data directory");
    }
    return hold(root, () -> lockToLook(root), runs(root));
  }

  /** Takes a lock, or none where none is needed. */
  private interface Locking {
    Optional<FileChannel> lock() throws IOException;
  }

  private static DataDirectory hold(Path root, Locking locking, IOException heldHere)
      throws IOException {
    Path realPath = root.toRealPath();
    if (!HELD_HERE.add(realPath)) {
      throw heldHere;
    }
    try {
      return new DataDirectory(new StorePaths(root), realPath, locking.lock());
    } catch (IOException e) {
      HELD_HERE.remove(realPath);
      throw explained(root, e);
    }
  }

  private static void create(Path root) throws IOException {
    if (Files.isDirectory(root)) {
      return;
    }
    if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("the data directory %s is not a directory".formatted(root));
    }
    try {
      Directories.create(root);
      Path above = root.toAbsolutePath().getParent();
      if (above != null) {
        Directories.sync(above);
      }
    } catch (IOException e) {
      throw explained(root, e);
    }
  }

  /** The JDK's own message is often the name of a file and nothing else. */
  private static IOException explained(Path root, IOException cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.startsWith("the data directory")) {
      return cause;
    }
    String why = message;
    if (cause instanceof AccessDeniedException) {
      why = "no permission for " + message;
    } else if (message.contains("Read-only file system")) {
      why = "its file system is mounted for reading only";
    } else if (DiskErrors.isNoSpace(cause)) {
      why = "its file system is full";
    } else if (cause instanceof FileAlreadyExistsException) {
      why = message + " is not a directory";
    }
    return new IOException("the data directory %s cannot be used: %s".formatted(root, why), cause);
  }

  private static IOException inUse(Path root) {
    return new IOException(
        "the data directory %s is in use by another node; each node needs its own".formatted(root));
  }

  private static IOException runs(Path root) {
    return new IOException(
        "the data directory %s is in use by a node that runs; stop it first".formatted(root));
  }

  private static void requirePrivate(Path root) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(root);
    if (!PosixFilePermissions.fromString("rwx------").containsAll(permissions)) {
      throw new IOException(
          "the data directory %s is open to others (%s); make it private: chmod 700"
              .formatted(root, PosixFilePermissions.toString(permissions)));
    }
  }

  /** A node that began where a backup ends would name versions that others know already. */
  private static void requireNoBackup(Path root) throws IOException {
    if (Files.exists(root.resolve(Backup.MANIFEST))) {
      throw new IOException(
          "%s is a backup; make a data directory from it with henge-node restore".formatted(root));
    }
  }

  private static FileChannel lock(Path root) throws IOException {
    FileChannel lockFile =
        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lockFile.tryLock() == null) {
        throw inUse(root);
      }
      StorePaths paths = new StorePaths(root);
      for (Path part : List.of(paths.blobs(), paths.stage(), paths.quarantine(), paths.index())) {
        Directories.create(part);
      }
      Directories.sync(root);
      return lockFile;
    } catch (IOException e) {
      lockFile.close();
      throw e;
    }
  }

  private static Optional<FileChannel> lockToLook(Path root) throws IOException {
    Path lock = root.resolve(LOCK);
    if (Files.notExists(lock)) {
      return Optional.empty();
    }
    FileChannel lockFile = FileChannel.open(lock, StandardOpenOption.READ);
    try {
      if (lockFile.tryLock(0, Long.MAX_VALUE, true) == null) {
        throw runs(root);
      }
      return Optional.of(lockFile);
    } catch (IOException e) {
      lockFile.close();
      throw e;
    }
  }

  /** The directory itself, for the small files. */
  public Path root() {
    return paths.root();
  }

  /** Where the parts of the store are. */
  public StorePaths paths() {
    return paths;
  }

  /** Lets the directory go; whatever uses it is to be closed before. */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      if (lockFile.isPresent()) {
        lockFile.get().close();
      }
    } finally {
      HELD_HERE.remove(realPath);
    }
  }
}

package io.henge.node.storage;

import io.henge.node.storage.disk.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A node's data directory, held for as long as this is open.
 *
 * <pre>
 * LOCK          held by the process that uses the directory
 * index/        the records, and the small bodies
 * blobs/ab/cd/  the large bodies, one file each
 * stage/        bodies that are not yet visible; emptied at every start
 * quarantine/   copies that turned out to be corrupt
 * </pre>
 *
 * The small synced files of identity and chain stand beside them.
 */
public final class DataDirectory implements AutoCloseable {
  private final StorePaths paths;
  private final FileChannel lockFile;

  private DataDirectory(StorePaths paths, FileChannel lockFile) {
    this.paths = paths;
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
    boolean isNew = Files.notExists(root);
    Directories.create(root);
    if (isNew && root.toAbsolutePath().getParent() != null) {
      Directories.sync(root.toAbsolutePath().getParent());
    }
    requirePrivate(root);
    FileChannel lockFile =
        FileChannel.open(root.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      lock(root, lockFile);
      StorePaths paths = new StorePaths(root);
      for (Path part : Set.of(paths.blobs(), paths.stage(), paths.quarantine(), paths.index())) {
        Directories.create(part);
      }
      Directories.sync(root);
      return new DataDirectory(paths, lockFile);
    } catch (IOException e) {
      lockFile.close();
      throw e;
    }
  }

  private static void requirePrivate(Path root) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(root);
    if (!PosixFilePermissions.fromString("rwx------").containsAll(permissions)) {
      throw new IOException(
          "the data directory %s is open to others (%s); make it private: chmod 700"
              .formatted(root, PosixFilePermissions.toString(permissions)));
    }
  }

  private static void lock(Path root, FileChannel lockFile) throws IOException {
    FileLock lock;
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException heldHere) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(
          "the data directory %s is in use by another node; each node needs its own"
              .formatted(root));
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
    lockFile.close();
  }
}

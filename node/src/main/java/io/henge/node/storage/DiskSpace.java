package io.henge.node.storage;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps a reserve free on the disk. Bodies stop at the reserve; changes without bodies, which may
 * be the tombstones that make room, go on to a quarter of it. The index itself so never meets a
 * full disk, unless somebody else fills it.
 */
final class DiskSpace {
  private final FileStore disk;
  private final long reserveBytes;

  /** Looks after the disk of that directory. */
  DiskSpace(Path directory, long reserveBytes) throws IOException {
    this.disk = Files.getFileStore(directory);
    this.reserveBytes = reserveBytes;
  }

  /** Bytes that this process may still use; a system call, so not for an event loop. */
  long usableBytes() throws IOException {
    return disk.getUsableSpace();
  }

  /** Throws NO_SPACE when that much usable space does not allow a body. */
  void requireForBody(long usableBytes) {
    require(usableBytes, reserveBytes);
  }

  /** Throws NO_SPACE when that much usable space does not even allow a tombstone. */
  void requireForRecord(long usableBytes) {
    require(usableBytes, reserveBytes / 4);
  }

  private static void require(long usableBytes, long neededBytes) {
    if (usableBytes < neededBytes) {
      throw new StorageFailure(
          StorageFailure.Kind.NO_SPACE,
          "%d bytes are usable, a reserve of %d is kept".formatted(usableBytes, neededBytes));
    }
  }
}

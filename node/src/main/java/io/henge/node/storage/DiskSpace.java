package io.henge.node.storage;

import io.henge.node.storage.disk.Disk;
import java.io.IOException;

/**
 * Keeps a reserve free on the disk. Bodies stop at the reserve; changes without bodies, which may
 * be the tombstones that make room, go on to a quarter of it. The index itself so never meets a
 * full disk, unless somebody else fills it.
 */
final class DiskSpace {
  private final Disk disk;
  private final long reserveBytes;

  DiskSpace(Disk disk, long reserveBytes) {
    this.disk = disk;
    this.reserveBytes = reserveBytes;
  }

  /** Bytes that this process may still use; a system call, so not for an event loop. */
  long usableBytes() throws IOException {
    return disk.usableBytes();
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

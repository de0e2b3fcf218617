package io.henge.node.storage;

import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Tells the kinds of errors of the disk apart; the JDK has only messages for most of them. */
final class DiskErrors {
  private DiskErrors() {}

  /** Whether a write failed for want of room. */
  static boolean isNoSpace(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
        return true;
      }
      if (cause instanceof RocksDBException rocks && isNoSpace(rocks.getStatus())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the status says so; the index recovers by itself when there is room again. */
  static boolean isNoSpace(Status status) {
    return status != null && status.getSubCode() == Status.SubCode.NoSpace;
  }

  /**
   * The failure of a step that may fail without harm: reading, or writing what is not yet named.
   */
  static StorageFailure of(String step, Throwable error) {
    if (error instanceof StorageFailure failure) {
      return failure;
    }
    if (isNoSpace(error)) {
      return new StorageFailure(StorageFailure.Kind.NO_SPACE, step + ": no space left");
    }
    boolean corrupt =
        error instanceof RocksDBException rocks
            && rocks.getStatus() != null
            && rocks.getStatus().getCode() == Status.Code.Corruption;
    StorageFailure.Kind kind = corrupt ? StorageFailure.Kind.CORRUPT : StorageFailure.Kind.BROKEN;
    return new StorageFailure(kind, step + ": " + error.getMessage(), error);
  }
}

package io.henge.node.storage;

import io.henge.node.storage.table.TableException;
import java.io.IOException;

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
      if (cause instanceof TableException table && table.kind() == TableException.Kind.NO_SPACE) {
        return true;
      }
    }
    return false;
  }

  /** Whether the disk could not read bytes that are stored there. */
  static boolean isUnreadable(IOException error) {
    return String.valueOf(error.getMessage()).contains("Input/output error");
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
        error instanceof TableException table && table.kind() == TableException.Kind.CORRUPT;
    StorageFailure.Kind kind = corrupt ? StorageFailure.Kind.CORRUPT : StorageFailure.Kind.BROKEN;
    return new StorageFailure(kind, step + ": " + error.getMessage(), error);
  }
}

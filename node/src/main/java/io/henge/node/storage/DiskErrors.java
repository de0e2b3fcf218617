package io.henge.node.storage;

import io.henge.node.storage.disk.NoDescriptorException;
import io.henge.node.storage.disk.NoSpaceTexts;
import io.henge.node.storage.table.TableException;
import java.util.Set;

/** Tells the kinds of errors of the disk apart; the JDK has only messages for most of them. */
final class DiskErrors {
  /** More bytes than that are usable on a disk that is not full. */
  private static final long FULL_BYTES = 64 << 10;

  private static final Set<String> NO_SPACE_TEXTS = NoSpaceTexts.known();

  private DiskErrors() {}

  /**
   * Whether a write failed for want of room, be it that the error does not say so and the disk
   * does. Not for the error of a sync: that is final for whatever reason.
   *
   * @param usableBytes of the disk, of late
   */
  static boolean isNoSpace(Throwable error, long usableBytes) {
    return isNoSpace(error) || (usableBytes < FULL_BYTES && !isUnreadable(error));
  }

  /** Whether a write failed for want of room. */
  static boolean isNoSpace(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (NO_SPACE_TEXTS.stream().anyMatch(message::contains)) {
        return true;
      }
      if (cause instanceof TableException table && table.kind() == TableException.Kind.NO_SPACE) {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing was tried, because no file could be opened. */
  static boolean isNoDescriptor(Throwable error) {
    return error instanceof NoDescriptorException
        || (error instanceof TableException table
            && table.kind() == TableException.Kind.NO_DESCRIPTOR);
  }

  /** The failure of a step that a full disk refused. */
  static StorageFailure noSpace(String step) {
    return new StorageFailure(StorageFailure.Kind.NO_SPACE, step + ": no space left");
  }

  /** Whether the disk could not read bytes that are stored there. */
  static boolean isUnreadable(Throwable error) {
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
      return noSpace(step);
    }
    if (isNoDescriptor(error)) {
      return new StorageFailure(StorageFailure.Kind.BUSY, step + ": too many open files");
    }
    boolean corrupt =
        error instanceof TableException table && table.kind() == TableException.Kind.CORRUPT;
    StorageFailure.Kind kind = corrupt ? StorageFailure.Kind.CORRUPT : StorageFailure.Kind.BROKEN;
    return new StorageFailure(kind, step + ": " + error.getMessage(), error);
  }
}

package io.henge.node.storage;

import io.henge.node.storage.disk.NoDescriptorException;
import io.henge.node.storage.table.TableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Tells the kinds of errors of the disk apart; the JDK has only messages for most of them. */
final class DiskErrors {
  /** More bytes than that are usable on a disk that is not full. */
  private static final long FULL_BYTES = 64 << 10;

  private static final Path ALWAYS_FULL = Path.of("/dev/full");

  private static final Set<String> NO_SPACE_TEXTS = noSpaceTexts();

  private DiskErrors() {}

  /** In English, and in the language of this process. */
  private static Set<String> noSpaceTexts() {
    Set<String> texts = new HashSet<>(Set.of("No space left on device", "Disk quota exceeded"));
    noSpaceHere().ifPresent(texts::add);
    return Set.copyOf(texts);
  }

  /** What the operating system says of a full disk; empty where there is no file for asking it. */
  static Optional<String> noSpaceHere() {
    try (FileChannel full = FileChannel.open(ALWAYS_FULL, StandardOpenOption.WRITE)) {
      full.write(ByteBuffer.allocate(1));
      return Optional.empty();
    } catch (IOException e) {
      // A failure to open is about the file, and names it.
      return e instanceof FileSystemException || e.getMessage() == null || e.getMessage().isBlank()
          ? Optional.empty()
          : Optional.of(e.getMessage());
    }
  }

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

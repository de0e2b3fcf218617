package io.henge.node.storage.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Something could not be opened, because this process or this machine has too many files open. So
 * nothing was tried, least of all a sync, and nothing is lost: it may be tried again later.
 */
public final class NoDescriptorException extends IOException {
  private static final long serialVersionUID = 1;

  private static final Path ALWAYS_THERE = Path.of("/dev/null");

  public NoDescriptorException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A failure to open something, told apart from those of the disk. */
  static IOException orElse(IOException failure) {
    // The JDK has a class of its own for each error that is a file's, and for this one only a text,
    // in the language of the process.
    boolean isUnnamed = failure.getClass() == FileSystemException.class;
    return isUnnamed && (isKnownText(failure) || !canOpenAnything())
        ? new NoDescriptorException(failure.getMessage(), failure)
        : failure;
  }

  private static boolean isKnownText(IOException failure) {
    return String.valueOf(failure.getMessage()).contains("Too many open files");
  }

  private static boolean canOpenAnything() {
    try (FileChannel opened = FileChannel.open(ALWAYS_THERE, StandardOpenOption.READ)) {
      return opened.isOpen();
    } catch (IOException neither) {
      return false;
    }
  }
}

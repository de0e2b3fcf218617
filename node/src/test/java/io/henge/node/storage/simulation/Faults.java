package io.henge.node.storage.simulation;

import io.henge.node.storage.disk.NoDescriptorException;
import java.io.IOException;
import java.util.Optional;

/** Decides which operations of a simulated medium fail. Called for every one, on any thread. */
@FunctionalInterface
public interface Faults {
  /** Nothing fails. */
  Faults NONE = (operation, what) -> Optional.empty();

  /** How an operation fails, empty when it does not. */
  Optional<Fault> at(Operation operation, String what);

  /** What a medium is asked to do. */
  enum Operation {
    CREATE,
    WRITE,
    SYNC,
    RENAME,
    LINK,
    UNLINK,
    MAKE_DIRECTORY,
    SYNC_DIRECTORY,
    OPEN,
    READ,
    LIST,
    FACTS,
    USABLE_BYTES,
    TABLE_GET,
    TABLE_WRITE,
    TABLE_SCAN
  }

  /**
   * A failure.
   *
   * @param message as the operating system puts it
   * @param hasEffect whether something happens all the same: of a write a part, of a write to the
   *     table the part in the log, of anything else all
   */
  record Fault(String message, boolean hasEffect) {
    /** The disk does not work. */
    public static final String IO_ERROR = "Input/output error";

    /** The disk is full. */
    public static final String NO_SPACE = "No space left on device";

    /** Too many files are open; nothing is tried. */
    public static final String NO_DESCRIPTOR = "Too many open files";

    boolean isNoDescriptor() {
      return message.equals(NO_DESCRIPTOR);
    }

    IOException exception() {
      return isNoDescriptor()
          ? new NoDescriptorException(message, new IOException(message))
          : new IOException(message);
    }
  }
}

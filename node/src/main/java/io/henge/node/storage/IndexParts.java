package io.henge.node.storage;

import io.henge.node.storage.table.Table;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The parts of the index that a pass of the scrub has still to compare. They are listed anew by
 * each process, since rewriting changes them. On the scrub's event loop, but for {@link #share}.
 */
final class IndexParts {
  private final Deque<Table.Part> rest = new ArrayDeque<>();
  private boolean isListed;
  private long totalBytes;
  private long doneBytes;
  private volatile double share;

  /** Begins with these. */
  void list(List<Table.Part> parts) {
    clear();
    rest.addAll(parts);
    totalBytes = parts.stream().mapToLong(Table.Part::sizeBytes).sum();
    isListed = true;
  }

  /** Forgets all. */
  void clear() {
    rest.clear();
    isListed = false;
    totalBytes = 0;
    doneBytes = 0;
    share = 0;
  }

  boolean isListed() {
    return isListed;
  }

  /** The one to be compared now; empty when all are. */
  Optional<Table.Part> next() {
    return Optional.ofNullable(rest.peek());
  }

  /** The next one was compared. */
  void done() {
    doneBytes += rest.remove().sizeBytes();
    share = totalBytes == 0 ? 1 : (double) doneBytes / totalBytes;
  }

  /** How much of them is compared, 0 to 1; on any thread. */
  double share() {
    return share;
  }

  /** The length of all together; 0 when it is not known. */
  long totalBytes() {
    return totalBytes;
  }
}

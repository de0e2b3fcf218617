package io.henge.node.storage;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The buffers through which bodies pass that are checked while they are sent: outside the heap, so
 * that reading and sending copy them no more; used again; and bounded over all transfers together.
 *
 * <p>A transfer has one buffer as long as it lasts, so it never waits for one. A second one, to
 * read ahead, it gets only while more than half of all are free: many or slow readers go on without
 * reading ahead. When none is free, a new transfer has to do without (see {@link FileBodies}).
 * Thread-safe.
 */
final class ReadWindows {
  /** Two blocks: what a first byte waits for, and what a hundred transfers can have two of. */
  static final int SIZE_BYTES = 128 << 10;

  private static final int COUNT_MAX = 192;

  private final int countMax;
  private final Deque<ByteBuffer> free = new ArrayDeque<>();
  private int inUse;

  ReadWindows() {
    this(COUNT_MAX);
  }

  ReadWindows(int countMax) {
    this.countMax = countMax;
  }

  /** A buffer for a new transfer, if there is one. */
  Optional<ByteBuffer> acquire() {
    return take(countMax);
  }

  /** A second buffer for a transfer that has one, if many are free. */
  Optional<ByteBuffer> acquireToReadAhead() {
    return take(countMax / 2);
  }

  private synchronized Optional<ByteBuffer> take(int bound) {
    if (inUse >= bound) {
      return Optional.empty();
    }
    ByteBuffer known = free.poll();
    // Counted only when it is there: without memory for it, this throws.
    ByteBuffer buffer = known == null ? ByteBuffer.allocateDirect(SIZE_BYTES) : known;
    inUse++;
    return Optional.of(buffer);
  }

  /** Gives a buffer back that nobody reads or writes any more. */
  synchronized void release(ByteBuffer buffer) {
    inUse--;
    free.push(buffer.clear());
  }

  /** How many buffers are in use. */
  synchronized int inUse() {
    return inUse;
  }
}

package io.henge.node.storage;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The buffers into which blocks are read to be compared with their checksums: outside the heap, so
 * that reading does not copy twice, and used again. A buffer belongs to a thread for the length of
 * a check and no longer, so there are no more of them than threads that check. Thread-safe.
 */
final class CheckBuffers {
  /** Small enough to stay in a core's cache between being read and being compared. */
  static final int SIZE_BYTES = 128 << 10;

  private final Deque<ByteBuffer> free = new ArrayDeque<>();
  private int inUse;

  synchronized ByteBuffer acquire() {
    ByteBuffer known = free.poll();
    // Counted only when it is there: without memory for it, this throws.
    ByteBuffer buffer = known == null ? ByteBuffer.allocateDirect(SIZE_BYTES) : known;
    inUse++;
    return buffer;
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

package io.henge.node.storage;

import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Buffers in which incoming chunks are gathered, outside the heap so that writing copies them no
 * more, and used again so that a body of any size takes a few of them.
 */
final class WriteBuffers {
  /** Large enough that a write costs little beside its bytes; a multiple of the block size. */
  static final int SIZE_BYTES = 256 << 10;

  private static final int KEPT_MAX = 32;

  private final BlockingQueue<ByteBuffer> free = new LinkedBlockingQueue<>(KEPT_MAX);

  /** An empty buffer. */
  ByteBuffer acquire() {
    ByteBuffer buffer = free.poll();
    return buffer == null ? ByteBuffer.allocateDirect(SIZE_BYTES) : buffer;
  }

  /** Gives a buffer back that nobody reads any more. */
  void release(ByteBuffer buffer) {
    buffer.clear();
    // What is over the bound is left to the garbage collector.
    boolean kept = free.offer(buffer);
    assert kept || free.size() > 0;
  }
}

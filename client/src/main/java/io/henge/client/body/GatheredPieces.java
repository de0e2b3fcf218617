package io.henge.client.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Gathers the pieces of a body into larger ones. They come as they lie in the socket, and a step to
 * another thread for each would cost more than to copy them. One step at a time.
 */
final class GatheredPieces {
  private static final int HELD_BYTES = 256 << 10;

  private final Executor blocking;
  private final Taker taker;
  private final ByteBuffer held;

  /** Takes what was gathered, on a thread that may wait. */
  @FunctionalInterface
  interface Taker {
    void take(ByteBuffer bytes) throws IOException;
  }

  /**
   * None so far.
   *
   * @param length how many bytes will come
   */
  GatheredPieces(long length, Executor blocking, Taker taker) {
    this.blocking = blocking;
    this.taker = taker;
    held = ByteBuffer.allocate((int) Math.min(HELD_BYTES, length));
  }

  /** The next piece, which is held, or taken with those before. */
  CompletionStage<Void> add(ByteBuffer piece) {
    if (piece.remaining() <= held.remaining()) {
      held.put(piece);
      return CompletableFuture.completedFuture(null);
    }
    return BlockingSteps.run(blocking, () -> through(piece));
  }

  private Void through(ByteBuffer piece) throws IOException {
    flush();
    if (piece.remaining() <= held.remaining()) {
      held.put(piece);
    } else {
      taker.take(piece);
    }
    return null;
  }

  /** Has the rest taken; on a thread that may wait. */
  void flush() throws IOException {
    taker.take(held.flip());
    held.clear();
  }
}

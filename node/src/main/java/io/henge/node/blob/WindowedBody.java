package io.henge.node.blob;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/**
 * A slice of a body whose bytes pass through memory, a window at a time, because they are to be
 * checked on their way: what was checked is what is sent.
 */
public interface WindowedBody extends OpenBody {
  /**
   * Hands over all of the slice, in order and in pieces. May be called once, on the context on
   * which the taker is to be called; so does the future end.
   *
   * <p>The taker's future says that a piece is not read any more: its memory is used again for a
   * later one. No more than one piece is read ahead of what is taken.
   *
   * <p>Fails with {@link Unreadable} when the rest of the bytes cannot be had or is damaged; what
   * was handed over until then was sound, and no other holder's bytes may follow it (rule W6).
   * Fails with the taker's failure when that fails.
   */
  Future<Void> sendTo(Function<Buffer, Future<Void>> taker);

  /** The rest of a body cannot be had from here. */
  final class Unreadable extends RuntimeException {
    public Unreadable(String message) {
      super(message, null, false, false);
    }
  }
}

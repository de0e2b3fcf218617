package io.henge.node.blob;

import io.vertx.core.Future;
import java.util.function.Function;

/**
 * A slice of a body that comes in pieces, because they are checked on their way: a piece is handed
 * over when all of it was found sound.
 */
public interface PieceBody extends OpenBody {
  /**
   * Hands over all of the slice, in order. May be called once, on the context on which the taker is
   * to be called; so does the future end.
   *
   * <p>A piece is a {@link FileBody} or an {@link InlineBody}, which needs no closing, and can be
   * read until this body is closed. The taker's future says that it was sent. Two pieces may be
   * with the taker at once; no more is checked ahead of it than one.
   *
   * <p>Fails with {@link Unreadable} when the rest of the bytes cannot be had or is damaged; what
   * was handed over until then was sound, and no other holder's bytes may follow it (rule W6).
   * Fails with the taker's failure when that fails.
   */
  Future<Void> sendTo(Function<OpenBody, Future<Void>> taker);

  /** The rest of a body cannot be had from here. */
  final class Unreadable extends RuntimeException {
    public Unreadable(String message) {
      super(message, null, false, false);
    }
  }
}

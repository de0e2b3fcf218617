package io.henge.node.port;

import io.henge.ring.Member;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * Takes one message to a member and brings back its reply.
 *
 * <p>The network may lose, delay, repeat and reorder. A call always ends: with the reply, or failed
 * by a {@link NetworkFailure} within about its timeout. A failed call may have been executed.
 */
@FunctionalInterface
public interface Network {
  /**
   * Sends a request.
   *
   * @param to the member, never this node itself
   * @param request an encoded message of at most {@link #MESSAGE_BYTES_MAX}
   * @param timeoutMillis how long to wait for the reply, 1 or more
   */
  Future<Buffer> call(Member to, Buffer request, long timeoutMillis);

  /**
   * No message is larger: a small body of 32 KiB, a chain entry of 65,536 rows, or an object with
   * many siblings fit.
   */
  int MESSAGE_BYTES_MAX = 4 << 20;
}

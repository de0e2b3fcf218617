package io.henge.node.http;

import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.Seat;
import io.vertx.core.Future;

/** Where newcomers are put on the seats of lost members. May be asked on any event loop. */
@FunctionalInterface
public interface ReplaceDesk {
  /**
   * Gives a seat to a newcomer. Completes with a chain entry in which it has it, once a majority of
   * the members has that durably. Fails with {@link io.henge.node.failure.BlobFailure}.
   *
   * @param newcomer its peer address
   * @param acceptLoss whether what the former member alone held may be given up
   */
  Future<ChainEntry> replace(Seat seat, Address newcomer, boolean acceptLoss, long timeoutMillis);
}

package io.henge.node.membership;

import io.henge.node.failure.BlobFailure;
import io.henge.node.port.Clock;
import io.henge.node.port.Introductions;
import io.henge.node.port.Network;
import io.henge.ring.Address;
import io.henge.ring.ChainEntry;
import io.henge.ring.Seat;
import io.henge.ring.wire.ErrorCode;
import io.vertx.core.Future;

/**
 * Puts newcomers on the seats of members that are lost (rule C6), one at a time. The steps of one
 * are those of {@link Replacement}.
 *
 * <p>Belongs to the event loop of the votes.
 */
public final class Replacements {
  private final Replacement.Around around;
  private boolean isBusy;

  /** What a replacement reaches the world through. */
  public record World(Clock clock, Network network, Introductions introductions) {}

  /**
   * What an operator wants.
   *
   * @param seat of the member that is lost
   * @param newcomer the peer address of the node that is to take it
   * @param acceptLoss whether what only the lost member held may be given up (rule H3)
   */
  public record Wish(Seat seat, Address newcomer, boolean acceptLoss) {}

  public Replacements(
      Identity self, CurrentChain chain, ChainVote vote, Filledness filledness, World world) {
    this.around =
        new Replacement.Around(
            self, chain, vote, filledness, new Invitations(world.introductions()), world);
  }

  /**
   * Completes with an entry in which the newcomer has the seat, once a majority has that durably.
   * Fails with a {@link BlobFailure}: 400 when nobody has that seat; 409 when it cannot be, or not
   * without accepting a loss; 503 when somebody who is needed for it does not answer, which says
   * whether it may yet come into force; 429 while another one is under way here.
   *
   * @param timeoutMillis 1 or more; the last word may take a few seconds longer
   */
  public Future<ChainEntry> replace(Wish wish, long timeoutMillis) {
    if (isBusy) {
      return Future.failedFuture(
          BlobFailure.of(
              ErrorCode.TOO_MANY_REQUESTS, "this node is about another replacement already"));
    }
    isBusy = true;
    return new Replacement(around, wish, timeoutMillis).start().andThen(ended -> isBusy = false);
  }
}

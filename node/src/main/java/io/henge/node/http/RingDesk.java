package io.henge.node.http;

import io.henge.node.membership.ChangeProgress;
import io.henge.node.membership.RingPlan;
import io.henge.node.membership.RingWish;
import io.henge.ring.ChainEntry;
import io.henge.ring.Seat;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Where the ring is changed: wishes are staged at this node, planned, and applied together. May be
 * asked on any event loop. Failures are {@link io.henge.node.failure.BlobFailure}s.
 */
public interface RingDesk {
  /** The wishes that are staged here, in their order. */
  Future<List<RingWish>> staged();

  /** Stages one more; completes with all. */
  Future<List<RingWish>> stage(RingWish wish);

  /** Drops the wish at an index, or all; completes with the rest. */
  Future<List<RingWish>> revert(OptionalInt index);

  /** What the staged wishes would do. */
  Future<RingPlan> plan();

  /**
   * Begins the staged changes, which are staged no more then. Completes with the entry by which
   * they begin, once a majority of the members has that durably.
   *
   * @param plannedOn the digest of the entry that the plan was made on; empty for any
   * @param acceptLoss whether what only removed members held may be given up
   */
  Future<ChainEntry> apply(Optional<String> plannedOn, boolean acceptLoss, long timeoutMillis);

  /** Begins one change, whatever is staged. */
  Future<ChainEntry> apply(RingWish wish, boolean acceptLoss, long timeoutMillis);

  /** Takes back a change whose new rows are not read yet. */
  Future<ChainEntry> abort(long timeoutMillis);

  /** Waits no more for a member that leaves. */
  Future<ChainEntry> giveUp(Seat seat, long timeoutMillis);

  /**
   * Goes on without a majority that is gone for good.
   *
   * @param lost the seats of those that are gone
   * @param acceptLoss whether what they alone held may be given up
   */
  Future<ChainEntry> force(Set<Seat> lost, boolean acceptLoss);

  /** How far the present change has come. */
  Future<ChangeProgress> progress();
}

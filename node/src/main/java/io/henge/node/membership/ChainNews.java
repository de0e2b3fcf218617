package io.henge.node.membership;

import io.henge.ring.Member;
import io.vertx.core.Future;

/** Brings this node's chain up to date, from whatever event loop it is asked. */
public interface ChainNews {
  /**
   * Takes an entry that a peer sent as newer. Completes when it, or a newer one, is durable here;
   * fails when it is not an entry of this chain.
   */
  Future<Void> adopt(String entryJson);

  /**
   * Asks a member for its newest entry and takes it. Completes at once with a fetch from the same
   * member that is already under way, and within a bounded time; fails when there is no answer.
   */
  Future<Void> fetch(Member from);
}

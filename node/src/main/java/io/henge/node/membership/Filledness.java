package io.henge.node.membership;

import io.henge.node.message.PeerReply;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Says for which of its partitions this node is not filled (rule W5), and whether it owes anything.
 *
 * @param self who this node is
 * @param chain the newest entry
 * @param filled whether a partition, by its number, is filled here
 * @param owesNothing whether no hint is kept here for any owner of these layouts (rule H3)
 */
public record Filledness(
    Identity self, CurrentChain chain, IntPredicate filled, Predicate<Layouts> owesNothing) {
  /** What this node tells of itself. */
  PeerReply.Unfilled report() {
    return new PeerReply.Unfilled(
        unfilled(), chain.entry().map(ChainEntry::layouts).filter(owesNothing).isPresent());
  }

  /** The partitions that this node is not filled for and has to be; none when it is no member. */
  BitSet unfilled() {
    BitSet unfilled = new BitSet();
    chain.entry().map(ChainEntry::layouts).stream()
        .flatMap(layouts -> layouts.toBeFilled(self.node()).stream())
        .filter(partition -> !filled.test(partition))
        .forEach(unfilled::set);
    return unfilled;
  }
}

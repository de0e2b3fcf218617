package io.henge.node.membership;

import io.henge.ring.ChainEntry;
import io.henge.ring.Layout;
import io.henge.ring.Member;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Says for which of its partitions this node is not filled (rule W5).
 *
 * @param self who this node is
 * @param chain the newest entry
 * @param filled whether a partition, by its number, is filled here
 */
public record Filledness(Identity self, CurrentChain chain, IntPredicate filled) {
  /** The partitions that this node owns and is not filled for; none when it is no member. */
  BitSet unfilled() {
    BitSet unfilled = new BitSet();
    Optional<Layout> layout = chain.entry().map(ChainEntry::layout);
    Optional<Member> me = layout.flatMap(known -> known.memberOf(self.node()));
    if (me.isPresent()) {
      for (int partition = 0; partition < layout.get().partitions().count(); partition++) {
        boolean isOwned = layout.get().rowOf(partition).contains(me.get().seat());
        unfilled.set(partition, isOwned && !filled.test(partition));
      }
    }
    return unfilled;
  }
}

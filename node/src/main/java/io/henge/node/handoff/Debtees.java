package io.henge.node.handoff;

import io.henge.ring.ChainEntry;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import io.henge.ring.Rows;
import io.henge.ring.Share;
import java.util.List;
import java.util.Set;

/**
 * To whom the hints of a partition are owed, and how many of them have to confirm one before it is
 * dropped (rule H1): all, since whoever is silent now is owed it still. A node that is about to
 * leave the ring cannot wait for ever: for it, W of each undone row are enough, as for a write.
 *
 * @param owners all that it is owed to
 * @param shares of which of them how many have to confirm it
 */
record Debtees(List<Member> owners, List<Share> shares) {
  /** Those of a partition, by a chain entry, for one node. */
  static Debtees of(ChainEntry entry, int partition, NodeId self) {
    Rows rows = entry.layouts().rows(partition);
    List<Member> owners = rows.owners();
    if (!entry.layouts().isParting(self)) {
      return new Debtees(owners, List.of(new Share(owners, owners.size())));
    }
    Share read = new Share(rows.read(), entry.writeQuorum());
    return new Debtees(
        owners,
        rows.areTwo()
            ? List.of(read, new Share(rows.other(), entry.otherQuorums().write()))
            : List.of(read));
  }

  /** Whether those that have confirmed it are enough. */
  boolean areEnough(Set<Member> confirmed) {
    return shares.stream().allMatch(share -> share.isMet(confirmed));
  }
}

package io.henge.node.replica;

import io.henge.ring.ChainEntry;
import io.henge.ring.Layout;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * Who has to confirm what is removed from a partition (rule T1): its owners, who hold the
 * tombstones, and the stand-ins, who might hold what these have deleted.
 *
 * @param owners the row, the primary first
 * @param standIns the N members that stand in for it (rule W3); fewer in a small cluster
 */
public record RemovalParties(List<Member> owners, List<Member> standIns) {
  public RemovalParties {
    owners = List.copyOf(owners);
    standIns = List.copyOf(standIns);
  }

  /** Those of a partition, by a chain entry. */
  public static RemovalParties of(ChainEntry entry, int partition) {
    Layout layout = entry.layout();
    return new RemovalParties(layout.owners(partition), layout.standIns(partition));
  }

  /** All of them, the owners first. */
  public List<Member> all() {
    List<Member> all = new ArrayList<>(owners);
    all.addAll(standIns);
    return all;
  }

  /** Whether a node is one of the owners. */
  public boolean isOwner(NodeId node) {
    return owners.stream().anyMatch(owner -> owner.node().equals(node));
  }

  /** Whether nothing can be removed without this node. */
  public boolean has(NodeId node) {
    return all().stream().anyMatch(member -> member.node().equals(node));
  }
}

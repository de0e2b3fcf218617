package io.henge.node.replica;

import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * Who has to confirm what is removed from a partition (rule T1): its owners, who hold the
 * tombstones, and the witnesses, who might hold what these have deleted.
 *
 * @param owners of all rows, the primary of the one that is read first
 * @param witnesses those that stand in for them, or may once have held something of theirs
 */
public record RemovalParties(List<Member> owners, List<Member> witnesses) {
  public RemovalParties {
    owners = List.copyOf(owners);
    witnesses = List.copyOf(witnesses);
  }

  /** Those of a partition, by a chain entry. */
  public static RemovalParties of(ChainEntry entry, int partition) {
    Layouts layouts = entry.layouts();
    return new RemovalParties(layouts.owners(partition), layouts.witnesses(partition));
  }

  /** All of them, the owners first. */
  public List<Member> all() {
    List<Member> all = new ArrayList<>(owners);
    all.addAll(witnesses);
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

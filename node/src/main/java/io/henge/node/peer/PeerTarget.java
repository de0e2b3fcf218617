package io.henge.node.peer;

import io.henge.ring.Address;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import java.util.Optional;

/**
 * Whom to connect to.
 *
 * @param address where it listens
 * @param node who must answer there; empty when anybody who is admitted will do
 */
record PeerTarget(Address address, Optional<NodeId> node) {
  static PeerTarget of(Member member) {
    return new PeerTarget(member.peer(), Optional.of(member.node()));
  }

  @Override
  public String toString() {
    return node.map(id -> "node " + id + " at " + address).orElse("the node at " + address);
  }
}

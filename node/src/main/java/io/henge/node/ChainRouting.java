package io.henge.node;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.http.OwnerRouting;
import io.henge.node.membership.CurrentChain;
import io.henge.node.port.Liveness;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layout;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests go to the owners that the newest chain entry names; suspected ones come last. */
final class ChainRouting implements OwnerRouting {
  private final NodeId self;
  private final CurrentChain chain;
  private final Liveness liveness;

  ChainRouting(NodeId self, CurrentChain chain, Liveness liveness) {
    this.self = self;
    this.chain = chain;
    this.liveness = liveness;
  }

  @Override
  public Route route(PartitionedKey key) {
    Optional<ChainEntry> entry = chain.entry();
    if (entry.isEmpty()) {
      return new Route.NotReady("the cluster is not founded yet");
    }
    Layout layout = entry.get().layout();
    List<Member> near = new ArrayList<>();
    List<Member> far = new ArrayList<>();
    for (Member owner : layout.rowOf(key.partition()).stream().map(layout::member).toList()) {
      if (owner.node().equals(self)) {
        return new Route.Local();
      }
      (liveness.suspected(owner.node()) ? far : near).add(owner);
    }
    near.addAll(far);
    return new Route.Elsewhere(near);
  }
}

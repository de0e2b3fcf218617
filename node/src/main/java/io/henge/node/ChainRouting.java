package io.henge.node;

import io.henge.node.blob.PartitionedKey;
import io.henge.node.http.OwnerRouting;
import io.henge.node.membership.CurrentChain;
import io.henge.node.port.Liveness;
import io.henge.ring.ChainEntry;
import io.henge.ring.Layouts;
import io.henge.ring.Member;
import io.henge.ring.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Requests go to the owners that the newest chain entry names, suspected ones last, and then to
 * those that stand in for them.
 */
final class ChainRouting implements OwnerRouting {
  private final NodeId self;
  private final CurrentChain chain;
  private final Liveness liveness;
  private final BooleanSupplier isFull;

  /**
   * A routing.
   *
   * @param isFull whether this node has no room for new bodies
   */
  ChainRouting(NodeId self, CurrentChain chain, Liveness liveness, BooleanSupplier isFull) {
    this.self = self;
    this.chain = chain;
    this.liveness = liveness;
    this.isFull = isFull;
  }

  @Override
  public Route route(PartitionedKey key) {
    Optional<ChainEntry> entry = chain.entry();
    if (entry.isEmpty()) {
      return new Route.NotReady("the cluster is not founded yet");
    }
    Layouts layouts = entry.get().layouts();
    List<Member> owners = layouts.rows(key.partition()).read();
    if (owners.stream().anyMatch(this::isSelf)) {
      return new Route.Local();
    }
    List<Member> standIns = layouts.standIns(key.partition());
    return new Route.Elsewhere(
        bestFirst(owners),
        (int) owners.stream().filter(owner -> liveness.suspected(owner.node())).count(),
        bestFirst(standIns.stream().filter(member -> !isSelf(member)).toList()),
        standIns.stream().anyMatch(this::isSelf));
  }

  @Override
  public Route routeOfBody(PartitionedKey key) {
    Route route = route(key);
    if (!(route instanceof Route.Local) || !isFull.getAsBoolean()) {
      return route;
    }
    Layouts layouts = chain.entry().orElseThrow().layouts();
    return new Route.Full(
        bestFirst(
            layouts.rows(key.partition()).read().stream()
                .filter(owner -> !isSelf(owner))
                .toList()));
  }

  private boolean isSelf(Member member) {
    return member.node().equals(self);
  }

  private List<Member> bestFirst(List<Member> owners) {
    List<Member> near = new ArrayList<>();
    List<Member> far = new ArrayList<>();
    for (Member owner : owners) {
      (liveness.suspected(owner.node()) ? far : near).add(owner);
    }
    near.addAll(far);
    return near;
  }
}
